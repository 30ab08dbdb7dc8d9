package org.fengsui.plan.workbook;

import java.util.Optional;

/** The items of 基本信息, in their order. */
enum Item {
    KEY("预案代码", "小写字母、数字和连字符，以字母开头，如 flood-nanjing。同一预案修订时不变"),
    NAME("预案名称", "全称，如：南京市防汛预案"),
    HAZARD("灾种代码", "小写字母，如 flood（防汛）。事件按灾种找预案"),
    TYPE("预案类型", "总体、专项、部门、单位和基层、重大活动、联合、巨灾、重要基础设施、保障"),
    TIER("层级", "国家、省、市、县（区）、乡镇（街道）、村（社区）"),
    LEAD("牵头单位", "牵头编制的单位；可留空"),
    SOURCE("来源", "文本出处和年份，如：宁政办发〔2020〕1号"),
    NOTICE("说明", "读者须知，如：参考模型；可留空"),
    MODE("行动方式", "逐级累加：高一级包含低一级的行动；各级单列：每级各写各的"),
    DISTRICT("区级不低于市级", "区级响应级别是否不得低于市级：是 / 否"),
    DISTRICT_CLAUSE("区级条款", "上一项的条款号"),
    WRITTEN("书面补签时限", "口头同意后补书面的时限，如 24小时；预案没有写、由我们默认的加（默认）"),
    DRILL_MONTHS("演练间隔（月）", "预案规定的最长演练间隔，按月，如 24；没有规定的留空"),
    DRILL_CLAUSE("演练条款", "演练间隔的条款号");

    final String title;
    final String note;

    Item(String title, String note) {
        this.title = title;
        this.note = note;
    }

    static Optional<Item> of(String title) {
        for (Item item : values()) {
            if (Amounts.normal(item.title).equals(Amounts.normal(title))) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }
}
