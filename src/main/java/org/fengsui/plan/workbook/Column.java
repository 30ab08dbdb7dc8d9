package org.fengsui.plan.workbook;

/** The heads of the workbook's columns. */
enum Column {
    ITEM("项目"), CONTENT("内容"), ROLE("角色"), HOLDER("担任人"), POST("岗位"), DUTY("职责"), CLAUSE("条款"), UNIT("单位"),
    CODE("代码"), LEVEL("级别"), NAME("名称"), LABEL("程度"), COLOR("颜色"), RANK("顺序"), AUTOMATIC("随信号"), FACT("要素"),
    TYPE("类型"), MEASURE("单位"), CHOICES("选项"), COMPUTE("计算"), COMPUTED_OF("计算自"), WINDOW("时段"), GROUP("分组"),
    NOTE("说明"), ID("编号"), TRACK("分线"), NEED("满足"), CONDITION("条件"), SITUATION("情形"), TEXT("原文"),
    POSTS("决定岗位"), DELEGATED("其中授权"), ENDING_POSTS("终止岗位"), ENDING_TEXT("终止原文"), ENDING_CLAUSE("终止条款"),
    ORDER("序号"), TITLE("标题"), KIND("类别"), PHASE("阶段"), LEAD("牵头单位"), SUPPORTING("配合单位"), WORK_GROUP("工作组"),
    FORM("表单"), EVIDENCE("材料"), SINCE("计时"), LEVELS_ASSUMED("级别默认"), GROUP_LEAD("牵头"), GROUP_MEMBERS("成员"),
    TASK("任务");

    final String title;

    Column(String title) {
        this.title = title;
    }
}
