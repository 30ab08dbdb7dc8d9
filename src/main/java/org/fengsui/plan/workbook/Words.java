package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;

/** The words of the workbook's cells for what a plan knows as constants; the first of several is the one written. */
class Words {

    static final Words TYPES = new Words().add(Plan.Type.OVERALL, "总体").add(Plan.Type.SPECIAL, "专项")
            .add(Plan.Type.DEPARTMENT, "部门").add(Plan.Type.UNIT, "单位和基层", "单位", "基层")
            .add(Plan.Type.EVENT, "重大活动").add(Plan.Type.JOINT, "联合").add(Plan.Type.CATASTROPHE, "巨灾")
            .add(Plan.Type.FACILITY, "重要基础设施").add(Plan.Type.SUPPORT, "保障", "保障类");
    static final Words TIERS = new Words().add(Plan.Tier.NATION, "国家").add(Plan.Tier.PROVINCE, "省", "省级")
            .add(Plan.Tier.CITY, "市", "市级").add(Plan.Tier.COUNTY, "县（区）", "县", "区", "县级", "区级", "区县")
            .add(Plan.Tier.TOWN, "乡镇（街道）", "乡镇", "街道", "乡", "镇")
            .add(Plan.Tier.VILLAGE, "村（社区）", "村", "社区");
    static final Words MODES = new Words().add(true, "逐级累加").add(false, "各级单列");
    static final Words YES_NO = new Words().add(true, "是", "有", "√", "true").add(false, "否", "无", "×", "false");
    static final Words COLORS = new Words().add("blue", "蓝", "蓝色", "blue").add("yellow", "黄", "黄色", "yellow")
            .add("orange", "橙", "橙色", "orange").add("red", "红", "红色", "red");
    static final Words FACT_TYPES = new Words().add(Plan.FactType.NUMBER, "数值").add(Plan.FactType.COUNT, "计数")
            .add(Plan.FactType.CHOICE, "选项").add(Plan.FactType.BOOLEAN, "是否")
            .add(Plan.FactType.JUDGEMENT, "研判");
    static final Words HOWS = new Words().add(Plan.How.SUM, "合计").add(Plan.How.HIGHEST, "最高")
            .add(Plan.How.LOWEST, "最低").add(Plan.How.HELD, "持续").add(Plan.How.TOTAL, "累计")
            .add(Plan.How.RISE, "上涨");
    static final Words KINDS = new Words().add(Plan.Kind.ONCE, "一次").add(Plan.Kind.RECURRING, "循环")
            .add(Plan.Kind.STANDING, "值守").add(Plan.Kind.REPORT, "报告");
    static final Words PHASES = new Words().add(Plan.Phase.ACTIVE, "响应").add(Plan.Phase.CLOSING, "后期", "后期处置");
    static final Words SINCE = new Words().add(Plan.Since.OPENING, "开始").add(Plan.Since.LAUNCH, "启动")
            .add(Plan.Since.LEVEL, "级别").add(Plan.Since.EVENT, "事发").add(Plan.Since.ACTION, "行动");
    /** What plans call our posts; beside these the site's own words for them are known. */
    static final Words POSTS = new Words()
            .add(Post.COMMANDER, "指挥长", "指挥", "总指挥")
            .add(Post.DEPUTY, "副指挥长", "副指挥", "副总指挥", "常务副指挥长", "常务副指挥", "常务副总指挥")
            .add(Post.OFFICE, "办公室主任", "办公室负责人", "指挥部办公室主任", "市防办负责人", "防办负责人")
            .add(Post.DUTY, "值班员").add(Post.GOVERNMENT, "政府", "市政府", "本级政府")
            .add(Post.LEADER, "单位带班领导", "带班领导").add(Post.OFFICER, "单位经办人", "经办人")
            .add(Post.PLANNER, "预案编制员").add(Post.REVIEWER, "预案审核员").add(Post.DIRECTOR, "演练导调")
            .add(Post.EVALUATOR, "评估员").add(Post.SYSADMIN, "系统管理员").add(Post.SECADMIN, "安全管理员")
            .add(Post.AUDITOR, "审计员");

    static final String EVERY_DISTRICT = "各区";
    static final String DELEGATED = "（授权）";
    static final String ANY = "任一";
    static final String ALL = "全部";
    static final String ANY_TIME = "随时";
    static final String GRADE = "级";
    static final String ANY_PATTERN = "任一|任意一项|任一项|其一|任一条";
    static final String ALL_PATTERN = "全部|同时|全部满足|都";
    static final Pattern NEED_PATTERN = Pattern.compile("(?:任意|任|至少|≥|>=|满足)?(\\d{1,3})[项条个]?(?:以上)?");
    static final String NOT_HERE_PATTERN = "[—–-]{1,3}|－|/";
    static final String LIST = "、";
    static final String AFTER = "行动：";
    /** Marks the example row, when it is all of the first cell or stands before a colon. */
    static final String EXAMPLE = "例";
    static final String EXAMPLE_DUE = "2小时";
    static final String EXAMPLE_RECEIPT = "30分钟（默认）";
    static final String EXAMPLE_EVERY = "每日";
    static final String FONT = "等线";
    static final String CHOOSE_TITLE = "请从列表中选";
    static final String CHOOSE_TEXT = "这一格只能填列表中的内容，或者留空。";

    private final Map<String, Object> meanings = new LinkedHashMap<>();
    private final Map<Object, String> words = new LinkedHashMap<>();

    private Words add(Object meaning, String... written) {
        words.put(meaning, written[0]);
        for (String word : written) {
            meanings.put(Amounts.normal(word), meaning);
        }
        return this;
    }

    String word(Object meaning) {
        return words.get(meaning);
    }

    <T> Optional<T> meaning(String written, Class<T> type) {
        return Optional.ofNullable(meanings.get(Amounts.normal(written))).map(type::cast);
    }

    /** The words to choose from. */
    List<String> all() {
        return List.copyOf(words.values());
    }

    String listed() {
        return all().stream().collect(Collectors.joining(LIST));
    }

    /** The posts that a plan may name for its decisions, as a list to choose from. */
    static List<String> postsToChoose() {
        return List.of(Post.COMMANDER, Post.DEPUTY, Post.OFFICE, Post.DUTY, Post.GOVERNMENT, Post.LEADER).stream()
                .map(POSTS::word).toList();
    }

    // --- lists --------------------------------------------------------------------------------------------------------

    /** Items of a cell: by lines where it has several, else by semicolons where it has some, else by 、. */
    static List<String> items(String cell) {
        return split(cell, cell.contains("\n") ? "\n" : cell.contains("；") ? "；" : LIST);
    }

    /** Names of units, levels and posts hold no commas: they part them too. */
    static List<String> names(String cell) {
        return split(cell, "[、，,；;\\n]");
    }

    private static List<String> split(String cell, String separator) {
        List<String> items = new ArrayList<>();
        for (String item : cell.split(separator, -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }

    /** The cell that {@link #items} reads as these. */
    static String cell(List<String> items) {
        String separator = items.stream().noneMatch(item -> item.matches("(?s).*[、；\\n].*")) ? LIST
                : items.stream().noneMatch(item -> item.matches("(?s).*[；\\n].*")) ? "；" : "\n";
        String joined = String.join(separator, items);
        return items.size() == 1 && !separator.equals(LIST) ? joined + separator : joined;
    }

    /** Whether every district is meant, as plans of provinces and cities write it: 各区, 各区县, 各县（市、区）. */
    static boolean isEveryDistrict(String written) {
        return Amounts.normal(written).replaceAll("\\s", "").matches("各(?=.*[区县])[县市区旗]+(\\([县市区旗、,]+\\))?");
    }

    /** The cell that is read as these choices; one alone that looks like several is marked as one by 、 after it. */
    static String choices(List<String> choices) {
        String cell = cell(choices);
        return areRunTogether(cell) ? cell + LIST : cell;
    }

    /** Whether it is one item only because it is parted by other signs than those of {@link #items}: 蓝，黄 or 蓝/黄. */
    static boolean areRunTogether(String cell) {
        return !cell.matches("(?s).*[、；\\n].*") && cell.strip().matches("(?s).*[，,;/／\\s].*");
    }

    static boolean isExample(String firstCell) {
        return Amounts.normal(firstCell).matches("(?s)" + EXAMPLE + "(?::.*)?");
    }

    /** Header of a level's column: {@code Ⅳ 时限}. */
    static String termTitle(String level, Sheet.Term term) {
        return level + " " + term.title;
    }
}
