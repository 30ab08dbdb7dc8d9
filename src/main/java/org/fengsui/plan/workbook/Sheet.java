package org.fengsui.plan.workbook;

import static org.fengsui.plan.workbook.Column.*;

import java.util.List;
import java.util.Optional;

/** The sheets of the plan workbook (预案工作簿) in their order, each with its columns, example row and notes. */
enum Sheet {

    ABOUT("基本信息",
            head(ITEM, 18, "", "固定项目，请勿改动"),
            head(CONTENT, 70, "", "每项的写法见该项的批注")),
    HEADQUARTERS("指挥机构",
            head(ROLE, 18, "例", "在指挥机构中的角色，如：指挥长、副指挥长、办公室主任"),
            head(HOLDER, 26, "分管副市长", "由什么职务的人担任；不写姓名"),
            head(POST, 18, "指挥长", "这一角色在本系统中的岗位，从下拉列表中选；没有对应岗位的留空"),
            head(DUTY, 48, "组织指挥全市防汛抢险救灾工作", "职责，按预案原文"),
            head(CLAUSE, 14, "2.1", "预案条款号")),
    MEMBERS("成员单位",
            head(UNIT, 26, "例：市水务局", "单位名称；其他各表用这里的名称"),
            head(CODE, 18, "water", "单位代码：小写字母、数字和连字符。留空时按名称在本系统的单位中查找"),
            head(DUTY, 60, "水情监测预报；水工程调度；抢险技术支撑", "职责，按预案原文"),
            head(CLAUSE, 14, "2.3", "预案条款号")),
    LEVELS("响应分级",
            head(LEVEL, 10, "例", "级别代码，如 Ⅳ、Ⅲ、Ⅱ、Ⅰ，或 黄、橙、红；个数不限。不能含空格、逗号、句点、竖线"),
            head(NAME, 14, "四级", "级别名称"),
            head(LABEL, 14, "一般", "预案对这一级程度的称呼；没有的留空"),
            head(COLOR, 10, "蓝", "仅当预案本身给级别规定颜色时填：蓝、黄、橙、红"),
            head(RANK, 8, "1", "1 为最低，越高越重，不得重复"),
            head(AUTOMATIC, 10, "否", "是：随信号自动启动和解除，无人签批，必须有启动条件；其他填否或留空")),
    FACTS("监测要素",
            head(FACT, 24, "例", "要素名称，如：长江南京水位。启动条件用这里的名称"),
            head(TYPE, 10, "数值", "数值；计数（人数、户数等整数）；选项；是否；研判（定性条件，由人确认是或否）"),
            head(MEASURE, 10, "m", "数值和计数的单位，如 m、mm、人、万亩"),
            head(CHOICES, 30, "", "类型为选项时填，由轻到重，用、或；或换行隔开，如：蓝、黄、橙、红"),
            head(COMPUTE, 10, "", "由其他要素计算时选：合计、最高、最低（多个要素的最新值）；"
                    + "持续（一直不低于）、累计、上涨（一个要素在一段时间内）"),
            head(COMPUTED_OF, 26, "", "由哪些要素计算，用、隔开；它们须是直接报来的要素"),
            head(WINDOW, 12, "", "持续、累计、上涨的时段，如 2小时、24小时、3天"),
            head(GROUP, 12, "水位", "填报时归在哪个标题之下"),
            head(NOTE, 28, "高潮位", "填报时的提示")),
    TRIGGERS("启动条件",
            head(ID, 12, "例", "如 1、Ⅳ-1、雨-2，不能有空格。同一编号的相邻几行是一个启动条件；留空由系统编号（每行各是一个）"),
            head(LEVEL, 10, "Ⅳ", "成立时建议的级别"),
            head(TRACK, 12, "", "有几条分线（如 暴雨、台风）的预案填分线名称；各线取高"),
            head(NEED, 10, "任一", "几行中要满足几项：任一、全部，或数字（如 2）。只有一行的留空"),
            head(FACT, 24, "长江南京", "监测要素的名称，须在“监测要素”表中"),
            head(CONDITION, 22, "8.70≤Z<9.20", "如：≥8.70；8.70以上；8.70≤Z<9.20；8.70~9.20；5~20年；超过200；不足50；50以下；橙；是。"
                    + "“以上”含本数，“以下”不含；~ 含下限不含上限。“持续”的要素要有下限。单位可以不写，写了须与要素一致"),
            head(SITUATION, 14, "", "成立时同时表明的情形，须在“分类情形”表中；没有的留空"),
            head(TEXT, 40, "长江南京站水位达到8.70米以上、低于9.20米", "预案原文"),
            head(CLAUSE, 14, "3.1", "预案条款号")),
    AUTHORITY("启动权限",
            head(LEVEL, 10, "例", "级别，每级一行"),
            head(POSTS, 30, "指挥长、副指挥长、办公室主任", "谁可以决定启动和调整到这一级，多个用、隔开"),
            head(DELEGATED, 22, "办公室主任", "其中经授权才能决定的岗位；也可以在左边的岗位后加（授权）"),
            head(TEXT, 34, "市防指，或授权市防办", "预案原文"),
            head(CLAUSE, 14, "4.2", "预案条款号"),
            head(ENDING_POSTS, 30, "", "谁可以决定终止；与启动相同的留空。经授权的岗位后加（授权）"),
            head(ENDING_TEXT, 34, "", "终止权限的预案原文"),
            head(ENDING_CLAUSE, 14, "", "终止权限的条款号")),
    ACTIONS("响应行动",
            head(ORDER, 8, "例", "先后次序；与“信息报告”表统一编号。留空排在上一行之后"),
            head(CODE, 16, "", "行动代码：小写字母、数字和连字符。留空由系统编（a1、a2……）"),
            head(TITLE, 28, "滚动发布天气预报", "简短的祈使句，承办单位一看就知道做什么"),
            head(CONTENT, 48, "有明显变化随时更新", "要求的全文"),
            head(KIND, 10, "循环", "一次；循环（按各级间隔重复）；值守（级别保持期间一直做，没有完成时限）"),
            head(PHASE, 10, "响应", "响应：响应期间；后期：响应结束之后"),
            head(LEAD, 22, "市气象局", "一个单位；由每个区分别承担的写：各区"),
            head(SUPPORTING, 26, "市水务局", "配合单位，用、隔开"),
            head(SITUATION, 14, "", "只在某情形下才做的填情形；一直要做的留空"),
            head(WORK_GROUP, 16, "", "属于哪个工作组的任务；没有的留空"),
            head(CLAUSE, 14, "4.1", "预案条款号"),
            head(FORM, 18, "", "要填的表单代码，如 situation-report；没有的留空"),
            head(EVIDENCE, 16, "", "要交的材料，如：照片"),
            head(SINCE, 22, "开始", "完成时限从何时算起：开始（任务下达，可留空）、启动（响应启动）、级别（进入该级）、事发、"
                    + "行动：某行动的代码或标题（该行动完成时）"),
            head(LEVELS_ASSUMED, 10, "", "预案没有写明适用级别、由我们默认的填：是")),
    WORK_GROUPS("工作组",
            head(CODE, 14, "例", "工作组代码：小写字母、数字和连字符。留空由系统编（g1、g2……）"),
            head(NAME, 20, "水情气象组", "工作组名称"),
            head(GROUP_LEAD, 22, "市水务局", "牵头单位"),
            head(GROUP_MEMBERS, 34, "市气象局", "成员单位，用、隔开"),
            head(TASK, 48, "提供天气预报和实时水情信息", "任务，按预案原文"),
            head(CLAUSE, 14, "6", "预案条款号")),
    REPORTS("信息报告", ACTIONS.heads.stream().map(head -> switch (head.column()) {
        case TITLE -> head(TITLE, 28, "首报险情灾情", head.note());
        case CONTENT -> head(CONTENT, 48, "接报后30分钟内口头、1小时内书面报市防办", head.note());
        case KIND -> head(KIND, 10, "报告", "都是报告；有间隔的按间隔续报，没有的报一次");
        case LEAD -> head(LEAD, 22, "各区", head.note());
        case CLAUSE -> head(CLAUSE, 14, "7", head.note());
        case SUPPORTING -> head(SUPPORTING, 26, "", head.note());
        case FORM -> head(FORM, 18, "situation-report", head.note());
        default -> head;
    }).toArray(Head[]::new)),
    SITUATIONS("分类情形",
            head(CODE, 14, "例", "情形代码：小写字母、数字和连字符。留空由系统编（s1、s2……）"),
            head(NAME, 30, "雨涝", "情形名称"),
            head(CLAUSE, 14, "5.2", "预案条款号")),
    END_CONDITIONS("终止条件",
            head(CONDITION, 60, "例：被困群众全部解救", "终止响应前都要具备的条件，一条一行"),
            head(LEVEL, 20, "", "只适用于某些级别的写级别，用、隔开；各级都适用的留空"),
            head(CLAUSE, 14, "8.2", "预案条款号")),
    PROVISIONS("附则",
            head(TITLE, 26, "例：名词术语", "标题"),
            head(CONTENT, 80, "……", "内容，按预案原文"),
            head(CLAUSE, 14, "9.1", "预案条款号"));

    /**
     * A column's head.
     *
     * @param width   in characters
     * @param example its cell in the example row
     * @param note    what may be written, on the head's cell
     */
    record Head(Column column, int width, String example, String note) {
    }

    /** Columns that stand once for every level, after the others of 响应行动 and 信息报告. */
    enum Term {
        DUE("时限", "完成时限，如 30分钟、2小时、1小时30分钟、3天；我们默认的加（默认）。没有时限的留空"),
        RECEIPT("签收", "签收时限，如 15分钟、30分钟（默认）。填了才在这一级适用。"
                + "逐级累加时：四格全空 = 与低一级相同；签收写 — = 这一级不做"),
        EVERY("间隔", "循环行动和续报的间隔，如 3小时、每日、随时（办完一次就接着下一次）。一级写了，做这件事的各级都要写；其他留空"),
        NOTE("说明", "预案对这一级的原话，如：≥2 次/日");

        final String title;
        final String note;

        Term(String title, String note) {
            this.title = title;
            this.note = note;
        }
    }

    /** Level by level, in 签收: not at this level. */
    static final String NOT_HERE = "—";

    final String title;
    final List<Head> heads;

    Sheet(String title, Head... heads) {
        this.title = title;
        this.heads = List.of(heads);
    }

    private static Head head(Column column, int width, String example, String note) {
        return new Head(column, width, example, note);
    }

    boolean hasTerms() {
        return this == ACTIONS || this == REPORTS;
    }

    /** Whether row 2 is an example; 基本信息 has none. */
    boolean hasExample() {
        return this != ABOUT;
    }

    /** Row of the first line of data, from 1. */
    int firstRow() {
        return hasExample() ? 3 : 2;
    }

    int index(Column column) {
        for (int i = 0; i < heads.size(); i++) {
            if (heads.get(i).column() == column) {
                return i;
            }
        }
        throw new IllegalArgumentException(this + " has no " + column);
    }

    static Optional<Sheet> of(String title) {
        for (Sheet sheet : values()) {
            if (sheet.title.equals(Amounts.normal(title))) {
                return Optional.of(sheet);
            }
        }
        return Optional.empty();
    }
}
