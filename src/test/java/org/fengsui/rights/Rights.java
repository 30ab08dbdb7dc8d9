package org.fengsui.rights;

import static org.fengsui.rights.Role.ANYBODY;
import static org.fengsui.rights.Role.COMMAND;
import static org.fengsui.rights.Role.OVERSIGHT;
import static org.fengsui.rights.Role.OWN;
import static org.fengsui.rights.Role.PARTNER;
import static org.fengsui.rights.Role.SIGNED_IN;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.plan.Plans;

/**
 * The table of rights: one line for each page and each call of the API. {@link RightsTests} walks every line as every
 * {@link Role} and compares; {@code docs/rights.md} is written from it. A page or call without a line fails the build.
 *
 * <p>A new line: the module, the method, the pattern as it stands in the controller, what it does in Chinese and in
 * English, then who may ({@code ok}) and how the others are answered ({@code othersForbidden}: they see it but may not;
 * {@code othersNotFound}: they may not know of it). A call that writes also has a body that is really carried out
 * ({@code form} for pages, {@code json} for the API) and, where doing it uses something up, a thing of its own
 * ({@code on}, see {@link Stage}).
 */
final class Rights {

    private static final String GET = "GET";
    private static final String POST = "POST";
    private static final Set<Role> SECADMIN = Set.of(Role.SECADMIN);
    private static final Set<Role> KEEPERS = Set.of(Role.PLANNER, Role.OFFICE);
    private static final Set<Role> GOVERNMENT = Set.of(Role.GOVERNMENT);
    private static final Set<Role> PLANNER = Set.of(Role.PLANNER);
    private static final Set<Role> REVIEWER = Set.of(Role.REVIEWER);
    /** Those who see a plan's version while it is made. */
    private static final Set<Role> INSIDE = inside();

    private final List<Line> lines = new ArrayList<>();

    private Rights() {
        system();
        access();
        organization();
        administration();
        plan();
        planLife();
        incident();
        response();
        task();
        live();
        audit();
    }

    private static Set<Role> inside() {
        Set<Role> inside = EnumSet.of(Role.PLANNER, Role.REVIEWER);
        inside.addAll(COMMAND);
        inside.addAll(OVERSIGHT);
        return inside;
    }

    static List<Line> table() {
        return List.copyOf(new Rights().lines);
    }

    private void system() {
        line("system", GET, "/login", "登录页", "the sign-in page").ok(ANYBODY);
        line("system", POST, "/login", "登录", "sign in").ok(ANYBODY)
                .form((s, id) -> fields("username", "duty", "password", "fengsui-demo"));
        line("system", POST, "/logout", "退出", "sign out").ok(ANYBODY).unmapped().form((s, id) -> fields());
        line("system", GET, "/help", "帮助", "help").ok(ANYBODY);
        line("system", GET, "/offline", "离线时的页面", "the page for the time offline").ok(ANYBODY);
        line("system", GET, "/sw.js", "手机离线脚本", "the script for work offline").ok(ANYBODY);
        line("system", GET, "/manifest.webmanifest", "安装到手机的说明", "what a phone needs to install the app").ok(ANYBODY);
        line("system", GET, "/css/fengsui.css", "样式", "styles").ok(ANYBODY).unmapped();
        line("system", GET, "/images/fengsui.svg", "图标", "pictures of the frame").ok(ANYBODY).unmapped();
        line("system", "*", "/error", "出错时的页面", "the page for errors").ok(ANYBODY).status(404);
        line("system", GET, "/actuator/health", "是否正常运行", "whether the server is well").ok(ANYBODY)
                .because("只答“正常”或“不正常”，供监控使用", "answers up or down only, for monitoring");
        line("system", GET, "/actuator/health/**", "各部件是否正常", "whether each part is well").closed()
                .because("部件的名称不外露", "the names of parts are not told");
        line("system", GET, "/v3/api-docs", "接口说明", "the description of the API").ok(ANYBODY)
                .because("只有调用格式，没有数据", "how to call, no data");
        line("system", GET, "/v3/api-docs.yaml", "接口说明（YAML）", "the description of the API as YAML").ok(SIGNED_IN);
        line("system", GET, "/", "首页", "the home page").ok(SIGNED_IN)
                .because("各人只见自己的部分", "each sees their own part of it");
        line("system", POST, "/guide/{action:hide|show}", "隐藏或显示引导", "hide or show the guide").ok(SIGNED_IN)
                .form((s, id) -> fields());
        line("system", GET, "/guide/{action:hide|show}", "返回首页", "back to the home page").ok(SIGNED_IN).status(302);
        line("system", GET, "/search", "查找", "search").ok(SIGNED_IN).query(id -> "q=汛情")
                .because("只找到本人可见的内容", "finds only what one may see");
        line("system", GET, "/resume", "续写登录失效前的表单", "the form kept from a sign-in that ended").ok(SIGNED_IN).status(302);
        line("system", POST, "/resume/discard", "丢弃该表单", "discard that form").ok(SIGNED_IN).form((s, id) -> fields());
    }

    private void access() {
        line("access", POST, "/api/v1/tokens", "取得接口令牌", "get a token for the API").ok(ANYBODY).status(201)
                .json((s, id) -> fields("username", "duty", "password", "fengsui-demo"));
        line("access", GET, "/api/v1/tokens", "自己的令牌", "one's own tokens").ok(SIGNED_IN);
        line("access", "DELETE", "/api/v1/tokens/{id}", "吊销自己的令牌", "revoke one's own token").ok(SIGNED_IN).status(404)
                .on(s -> UUID.randomUUID()).because("别人的令牌等于不存在", "another's token does not exist for one");
        line("access", GET, "/login/password", "登录时更换密码的页面", "the page for a password that must be changed").ok(ANYBODY)
                .status(302).because("只在输对密码之后", "after the right password only");
        line("access", POST, "/login/password", "登录时更换密码", "change a password that must be changed").ok(ANYBODY)
                .form((s, id) -> fields("fresh", "x", "again", "x")).because("只在输对密码之后", "after the right password only");
        line("access", GET, "/login/code", "登录时输入验证码的页面", "the page for the code of a second factor").ok(ANYBODY)
                .status(302).because("只在输对密码之后", "after the right password only");
        line("access", POST, "/login/code", "登录时输入验证码", "show the code of a second factor").ok(ANYBODY)
                .form((s, id) -> fields("code", "000000")).because("只在输对密码之后", "after the right password only");
        line("access", GET, "/login/second-factor", "登录时设置双因素认证的页面", "the page for a second factor that a post asks for")
                .ok(ANYBODY).status(302).because("只在输对密码之后", "after the right password only");
        line("access", GET, "/login/second-factor/qr.png", "登录时的二维码", "its picture").notFound(ANYBODY).closed()
                .because("只在输对密码之后", "after the right password only");
        line("access", POST, "/login/second-factor", "登录时设置双因素认证", "set up a second factor that a post asks for").ok(ANYBODY)
                .form((s, id) -> fields("code", "000000")).because("只在输对密码之后", "after the right password only");
        line("access", GET, "/account/second-factor", "设置双因素认证的页面", "the page for one's own second factor").ok(SIGNED_IN);
        line("access", GET, "/account/second-factor/qr.png", "自己的二维码", "its picture").ok(SIGNED_IN);
        line("access", POST, "/account/second-factor", "设置双因素认证", "set up one's own second factor").ok(SIGNED_IN).status(422)
                .form((s, id) -> fields("code", "x")).because("要应用里的验证码", "asks for the code of the app");
        for (String part : List.of("policy", "second-factors/remove")) {
            line("access", POST, "/access/" + part, part.equals("policy") ? "规定必须双因素认证的岗位" : "取消他人的双因素认证",
                    part.equals("policy") ? "decide which posts need a second factor" : "remove somebody's second factor")
                    .ok(SECADMIN).othersNotFound().form((s, id) -> fields("username", "nobody"));
        }
        for (String[] link : new String[][] {{"invitation", "凭邀请设置密码", "set a password by an invitation"},
                {"setup", "首次启动时建立单位和管理员", "lay down a site at its first start"}}) {
            line("access", GET, "/" + link[0] + "/{token}", link[1] + "的页面", "the page: " + link[2]).notFound(ANYBODY).closed()
                    .with("token", "guessed").because("只凭一次性链接", "by a link that works once");
            line("access", POST, "/" + link[0] + "/{token}", link[1], link[2]).notFound(ANYBODY).closed()
                    .with("token", "guessed").form((s, id) -> fields("fresh", "x")).because("只凭一次性链接", "by a link that works once");
        }
        line("access", GET, "/account", "我的账号", "one's own account").ok(SIGNED_IN);
        line("access", GET, "/account/here", "本人还在（延长登录）", "somebody is here: keeps the sign-in").ok(SIGNED_IN).status(204);
        line("access", POST, "/account/password", "更换自己的密码", "change one's own password").ok(SIGNED_IN).status(422)
                .form((s, id) -> fields("current", "")).because("要当前密码", "asks for the current one");
        line("access", POST, "/account/sessions/{id}/end", "退出自己的登录", "end one's own session").ok(SIGNED_IN).status(404)
                .on(s -> UUID.randomUUID()).form((s, id) -> fields()).because("别人的登录等于不存在", "another's session does not exist for one");
        line("access", POST, "/account/sessions/end-others", "退出自己的其他登录", "end one's other sessions").ok(SIGNED_IN)
                .form((s, id) -> fields());
        line("access", POST, "/account/tokens", "新建自己的令牌", "make a token of one's own").ok(SIGNED_IN).status(200)
                .form((s, id) -> fields("name", "监测", "scope", "read", "days", "1"));
        line("access", POST, "/account/tokens/{id}/revoke", "吊销自己的令牌", "revoke one's own token").ok(SIGNED_IN).status(404)
                .on(s -> UUID.randomUUID()).form((s, id) -> fields()).because("别人的令牌等于不存在", "another's token does not exist for one");
        for (String part : List.of("password", "tokens")) {
            line("access", GET, "/account/" + part, "返回我的账号", "back to one's own account").ok(SIGNED_IN).status(302);
        }
        line("access", GET, "/access", "登录管理", "the sign-ins of all").ok(SECADMIN).othersNotFound();
        line("access", POST, "/access/sessions/{id}/end", "退出任何人的登录", "end anybody's session").ok(SECADMIN).status(404)
                .othersNotFound().on(s -> UUID.randomUUID()).form((s, id) -> fields("username", "nobody"));
        line("access", POST, "/access/tokens/{id}/revoke", "吊销任何人的令牌", "revoke anybody's token").ok(SECADMIN).status(404)
                .othersNotFound().on(s -> UUID.randomUUID()).form((s, id) -> fields("username", "nobody"));
        line("access", POST, "/access/locks/lift", "解除登录限速", "lift a wait after failed sign-ins").ok(SECADMIN).othersNotFound()
                .form((s, id) -> fields("kind", "account", "key", "nobody"));
    }

    private void organization() {
        line("organization", GET, "/api/v1/units", "单位名册", "the list of units").ok(SIGNED_IN);
    }

    /** Units, people, posts: each administrator the own work. */
    private void administration() {
        Set<Role> system = Set.of(Role.SYSADMIN);
        Set<Role> security = Set.of(Role.SECADMIN);
        String person = "/organization/people/{username}";
        line("organization", GET, "/configuration", "配置", "the settings in effect").ok(system).othersForbidden();
        line("organization", GET, "/organization/people", "人员名册", "the people").ok(system, security).othersNotFound();
        line("organization", POST, "/organization/people", "批量授予岗位", "grant a post to many").ok(security).forbidden(system)
                .othersNotFound().form((s, id) -> fields("people", Stage.OUTSIDER, "grant", "officer"));
        line("organization", GET, "/organization/people.csv", "导出人员", "export the people").ok(system).othersForbidden();
        line("organization", GET, "/organization/join", "入职页", "the page for joining").ok(system).othersForbidden();
        line("organization", POST, "/organization/join", "入职", "a person joins").ok(system).othersForbidden().status(200)
                .form((s, id) -> fields("username", once().substring(0, 30), "name", "王", "unit", Stage.OUTSIDER));
        line("organization", POST, "/organization/join/import", "导入人员", "import people").ok(system).othersForbidden()
                .status(422).file().because("这里提交的不是名册", "what is sent here is no list");
        line("organization", GET, "/organization/join/import", "返回入职页", "back to the page for joining").ok(SIGNED_IN).status(302);
        line("organization", GET, person, "看人员", "see a person").ok(system, security).othersNotFound()
                .with("username", Stage.OUTSIDER);
        line("organization", POST, person + "/{action}", "办理一项（这里：授予岗位）", "do one thing (here: grant a post)")
                .ok(security).forbidden(system).othersNotFound().with("username", Stage.OUTSIDER).with("action", "grant")
                .form((s, id) -> fields("grant", "officer"));
        line("organization", GET, person + "/{action}", "返回人员页", "back to the person").ok(SIGNED_IN).status(302)
                .with("username", Stage.OUTSIDER).with("action", "grant");
        line("organization", GET, "/organization/deputies", "我的代理", "one's own deputies").ok(SIGNED_IN);
        line("organization", POST, "/organization/deputies", "委托代理", "name a deputy").ok(SIGNED_IN).status(422)
                .form((s, id) -> fields()).because("只能委托自己的岗位；这里没有填代理人", "for one's own posts only; here none is named");
        line("organization", POST, "/organization/deputies/{id}/end", "结束代理", "end a deputy")
                .ok(Set.of(Role.DUTY), security).othersNotFound().on(Stage::deputy).form((s, id) -> fields());
        line("organization", GET, "/organization/deputies/{id}/end", "返回我的代理", "back to one's deputies").ok(SIGNED_IN)
                .status(302).on(s -> 0);
        line("organization", GET, "/organization/units", "单位", "the units").ok(system).othersForbidden();
        line("organization", POST, "/organization/units", "导入单位", "import units").ok(system).othersForbidden().status(422)
                .file().because("这里提交的不是名册", "what is sent here is no list");
        line("organization", GET, "/organization/units.csv", "导出单位", "export the units").ok(system).othersForbidden();
        line("organization", GET, "/organization/unit", "新建单位页", "the page for a new unit").ok(system).othersForbidden();
        line("organization", POST, "/organization/unit", "新建单位", "make a unit").ok(system).othersForbidden()
                .form((s, id) -> fields("code", once().substring(0, 30), "name", "新", "parent", "nanjing", "kind", "department"));
        line("organization", GET, "/organization/units/{code}", "看单位", "see a unit").ok(system).othersForbidden()
                .with("code", Stage.OUTSIDER);
        line("organization", POST, "/organization/units/{code}", "修改单位", "change a unit").ok(system).othersForbidden()
                .with("code", "chuhe-command").form((s, id) -> fields("name", "滁河联防指挥部", "nameEn", "Chuhe Joint Command",
                        "parent", "headquarters", "kind", "headquarters"));
        line("organization", POST, "/organization/units/{code}/retirement", "撤销单位", "retire a unit").ok(system)
                .othersForbidden().status(409).with("code", Stage.OUTSIDER).form((s, id) -> fields())
                .because("还有人员的单位不能撤销", "a unit with people cannot be retired");
        line("organization", GET, "/organization/units/{code}/retirement", "返回单位页", "back to the unit").ok(SIGNED_IN)
                .status(302).with("code", Stage.OUTSIDER);

        String api = "/api/v1/people/{username}";
        line("organization", GET, "/api/v1/people", "人员名册", "the people").ok(system, security).othersNotFound();
        line("organization", GET, api, "看人员", "see a person").ok(system, security).othersNotFound()
                .with("username", Stage.OUTSIDER);
        line("organization", POST, "/api/v1/people", "入职", "a person joins").ok(system).othersForbidden().status(201)
                .json((s, id) -> fields("username", once().substring(0, 30), "name", "王", "unit", Stage.OUTSIDER));
        line("organization", POST, api + "/move", "调动", "move a person").ok(system).othersForbidden()
                .with("username", Stage.OUTSIDER).json((s, id) -> fields("unit", Stage.OUTSIDER));
        line("organization", POST, api + "/leaving", "离职", "a person leaves").ok(system).othersForbidden()
                .with("username", "supply-marketing").json((s, id) -> fields());
        line("organization", POST, api + "/return", "返岗", "a person comes back").ok(system).othersForbidden()
                .with("username", "supply-marketing").json((s, id) -> fields("unit", "supply-marketing"));
        line("organization", POST, api + "/posts", "授予岗位", "grant a post").ok(security).othersForbidden()
                .with("username", Stage.OUTSIDER).json((s, id) -> fields("post", "officer"));
        line("organization", POST, api + "/posts/{post}/withdrawal", "收回岗位", "withdraw a post").ok(security)
                .othersForbidden().with("username", Stage.OUTSIDER).with("post", "evaluator").json((s, id) -> fields());
        line("organization", POST, api + "/deputies", "委托代理", "name a deputy").ok(security, Set.of(Role.OUTSIDER))
                .othersForbidden().with("username", Stage.OUTSIDER).json((s, id) -> fields("deputy",
                        Stage.OUTSIDER + "-leader", "post", "officer", "until", "2099-01-01T00:00:00Z"));
        line("organization", POST, "/api/v1/deputies/{id}/end", "结束代理", "end a deputy")
                .ok(Set.of(Role.DUTY), security).othersNotFound().on(Stage::deputy);
    }

    private void plan() {
        line("plan", GET, "/plans", "预案目录", "the plans").ok(SIGNED_IN)
                .because("已发布的预案各单位都应知悉", "every unit has to know the plans in force");
        line("plan", GET, "/plans/{key}", "看预案", "read a plan").ok(SIGNED_IN);
        line("plan", GET, "/plans/{key}/cards", "处置卡和流程卡", "cards of a plan").ok(SIGNED_IN);
        line("plan", GET, "/plans/{key}/cards.pdf", "处置卡和流程卡（PDF）", "cards of a plan as PDF").ok(SIGNED_IN)
                .query(id -> "unit=water");
        for (String list : List.of("/duties", "/duties.pdf")) {
            line("plan", GET, list, "单位职责清单", "the duties of a unit").ok(COMMAND, OVERSIGHT, OWN, PARTNER,
                    Set.of(Role.OUTSIDER, Role.PLANNER, Role.REVIEWER)).othersNotFound()
                    .because("单位看自己的", "units see their own");
        }
        line("plan", GET, "/plans/{key}/rehearsal", "推演", "rehearse a plan").ok(SIGNED_IN)
                .because("不保存，不下达", "nothing is stored or sent");
        line("plan", GET, "/plans/{key}/versions/{version}/model", "下载流程模型", "download the process model").ok(SIGNED_IN);
        line("plan", GET, "/plans/{key}/versions/{version}/decisions", "下载决策表", "download the decision table").ok(SIGNED_IN);
        line("plan", GET, "/plans/{key}/versions/{version}/forms/{form}", "看预案所用的表单", "see a form of a plan")
                .ok(SIGNED_IN).with("form", "situation-report");
        line("plan", GET, "/plans/{key}/versions/{version}/forms/{form}/file", "下载预案所用的表单", "download a form of a plan")
                .ok(SIGNED_IN).with("form", "situation-report");
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}/forms/{form}", "预案所用的表单", "a form of a plan")
                .ok(SIGNED_IN).with("form", "situation-report");
        line("plan", GET, "/plans/{key}/difference", "看两个版本的差异", "see what changed between versions").ok(SIGNED_IN);
        line("plan", GET, "/plans/calendar", "预案管理日历", "the calendar of plans").ok(SIGNED_IN);
        line("plan", GET, "/plans/calendar.ics", "下载预案管理日历", "download the calendar of plans").ok(SIGNED_IN);
        line("plan", GET, "/plans/{key}/calendar", "一个预案的管理日期", "the dates of a plan").ok(SIGNED_IN);
        String form = "/plans/{key}/calendar/{form:date|strike|safety|revision|end}";
        line("plan", GET, form, "返回管理日期", "back to the dates of a plan").ok(SIGNED_IN).status(302).with("form", "date");
        line("plan", POST, form, "登记预案日期，提出和结束修订", "record dates of a plan, ask for a revision, end it").ok(KEEPERS)
                .othersForbidden().with("form", "safety").form((s, id) -> fields("safety", "none"));
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}/difference", "看两个版本的差异",
                "see what changed between versions").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/calendar", "预案管理日历", "the calendar of plans").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/{key}/calendar", "一个预案的管理日期", "the dates of a plan").ok(SIGNED_IN);
        line("plan", POST, "/api/v1/plans/{key}/calendar/dates", "登记预案日期", "record a date of a plan").ok(KEEPERS)
                .othersForbidden().status(201).json((s, id) -> fields("kind", "drill", "on", "2026-07-01", "note", "桌面推演"));
        line("plan", POST, "/api/v1/plans/{key}/calendar/revisions", "提出修订预案", "ask for a revision of a plan").ok(KEEPERS)
                .othersForbidden().status(201).json((s, id) -> fields("reason", "other", "text", "核对联系电话"));
        line("plan", GET, "/api/v1/plans/calendar.ics", "预案管理日历（ICS）", "the calendar of plans as a file").ok(SIGNED_IN)
                .because("也可凭本人的日历地址，只读", "also by one's own calendar address, for reading only");
        line("plan", POST, "/api/v1/plans/{key}/calendar/dates/{id}/strike", "作废预案日期", "strike a date of a plan")
                .ok(KEEPERS)
                .othersForbidden().on(Stage::planDate).json((s, id) -> fields("why", "登记有误"));
        line("plan", POST, "/api/v1/plans/{key}/calendar/safety", "确定是否适用生产安全规定",
                "say whether order 708 applies").ok(KEEPERS).othersForbidden()
                        .json((s, id) -> fields("safety", "none"));
        line("plan", POST, "/api/v1/plans/{key}/calendar/revisions/{id}/end", "不再修订预案", "end a revision of a plan")
                .ok(KEEPERS)
                .othersForbidden().on(Stage::planRevision).json((s, id) -> fields("ending", "不再修订"));
        line("plan", GET, "/api/v1/plans/library", "预案库", "the library of plans").ok(SIGNED_IN)
                .because("编制中的版本按本人权限", "versions in the making as one may see them");
        line("plan", GET, "/api/v1/plans/{key}/cards", "处置卡和流程卡", "cards of a plan").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/duties", "单位职责清单", "the duties of a unit").ok(COMMAND, OVERSIGHT, OWN, PARTNER,
                Set.of(Role.OUTSIDER, Role.PLANNER, Role.REVIEWER)).othersNotFound()
                        .because("单位看自己的", "units see their own");
        line("plan", GET, "/api/v1/plans/new/workbook", "空白预案工作簿", "the empty plan workbook").ok(PLANNER)
                .othersForbidden();
        line("plan", GET, "/plans/{key}/versions/{version}/workbook", "下载预案工作簿", "download the plan workbook").ok(SIGNED_IN);
        line("plan", GET, "/plans/new", "新建预案页", "the page for a new plan").ok(Set.of(Role.PLANNER)).othersForbidden();
        line("plan", GET, "/plans/new/workbook", "下载空白工作簿", "download the empty workbook").ok(Set.of(Role.PLANNER))
                .othersForbidden();
        line("plan", POST, "/plans/new", "上传预案工作簿", "upload a plan workbook").ok(Set.of(Role.PLANNER)).othersForbidden()
                .status(422).file().because("这里提交的不是工作簿", "what is sent here is no workbook");
        line("plan", POST, "/api/v1/plans", "上传预案", "upload a plan").ok(Set.of(Role.PLANNER)).othersForbidden()
                .status(422).file().because("这里提交的不是工作簿", "what is sent here is no workbook");
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}/workbook", "预案工作簿", "the plan workbook").ok(SIGNED_IN);
        line("plan", POST, "/api/v1/plans/{key}/versions/{version}/rehearsal", "推演", "rehearse a version").ok(SIGNED_IN)
                .json((s, id) -> fields("facts", Map.of("长江南京", "9.30"))).because("不保存", "nothing is stored");
        line("plan", GET, "/api/v1/plans", "预案目录", "the plans").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/{key}", "看预案", "read a plan").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}", "看预案的一个版本", "read a version of a plan").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}/model", "流程模型", "the process model").ok(SIGNED_IN);
        line("plan", GET, "/api/v1/plans/{key}/versions/{version}/decisions", "决策表", "the decision table").ok(SIGNED_IN);
    }

    /** What becomes of a version: those who write, sign and oversee plans see it while it is made. */
    private void planLife() {
        String version = "/plans/{key}/versions/{version}";
        String step = version + "/{step:submission|recall|approval|publication|withdrawal}";
        String draftSeen = "编制中的版本只有编制、审签、指挥部和监督岗位可见";
        String draftSeenEnglish = "a version in the making is seen by those who write, sign, command and oversee";
        line("plan", GET, step, "办理一步的页面（这里：送审）", "the page for a step (here: submit)").forbidden(INSIDE)
                .ok(PLANNER).othersNotFound().with("step", "submission").on(s -> s.plan(Plans.Status.DRAFT))
                .because(draftSeen, draftSeenEnglish);
        line("plan", POST, step, "办理一步（这里：送审）", "take a step (here: submit)").forbidden(INSIDE).ok(PLANNER)
                .othersNotFound().with("step", "submission").on(s -> s.plan(Plans.Status.DRAFT)).form((s, id) -> fields("comment", "请审核"))
                .because("只有编制人", "its writer only");
        line("plan", GET, version + "/papers", "意见和附件", "comments and files").ok(INSIDE).othersNotFound()
                .on(s -> s.plan(Plans.Status.DRAFT)).because(draftSeen, draftSeenEnglish);
        line("plan", POST, version + "/comments", "提意见", "make a comment").forbidden(INSIDE).ok(PLANNER, REVIEWER, GOVERNMENT)
                .othersNotFound().on(s -> s.plan(Plans.Status.SUBMITTED)).form((s, id) -> fields("about", "plan", "text", once()))
                .because("编制人、审核员、审批人", "the writer, reviewers, whoever approves");
        line("plan", POST, version + "/comments/{id}/{act:answer|settlement}", "答复意见或标为已解决", "answer a comment or settle it")
                .forbidden(INSIDE).ok(PLANNER, REVIEWER, GOVERNMENT).othersNotFound()
                .with("act", "answer").on(Stage::planComment).form((s, id) -> fields("text", once()));
        line("plan", POST, version + "/attachments", "添加附件", "add a file").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT, Set.of(Role.OFFICE)).othersNotFound().on(s -> s.plan(Plans.Status.SUBMITTED)).file();
        line("plan", POST, version + "/attachments/{id}/strike", "作废附件", "strike a file").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT, Set.of(Role.OFFICE)).othersNotFound().on(Stage::planFile)
                .form((s, id) -> fields("reason", "传错了"));
        for (String afterwards : List.of("/comments", "/attachments", "/comments/{id}/{act:answer|settlement}",
                "/attachments/{id}/strike")) {
            line("plan", GET, version + afterwards, "返回意见和附件", "back to comments and files").ok(SIGNED_IN).status(302)
                    .with("act", "answer").on(s -> UUID.randomUUID());
        }
        line("plan", GET, "/plans/{key}/attachments/{id}", "下载版本的附件", "download a file of a version").ok(INSIDE)
                .othersNotFound().on(Stage::planFile).because("签发文本所有能看该版本的人可下载", "whoever may read a version may have the text signed");
        line("plan", GET, "/plans/{key}/history", "各版本和办理记录", "all versions and what was done").ok(SIGNED_IN)
                .because("编制中的版本、意见和附件除外", "without versions in the making, comments and files");
        line("plan", POST, "/plans/{key}/offer", "据参考模型起草", "draft from the reference model").ok(PLANNER).othersForbidden()
                .on(Stage::planOffered).form((s, id) -> fields());
        line("plan", GET, "/plans/{key}/offer", "返回预案", "back to the plan").ok(SIGNED_IN).status(302);

        String api = "/api/v1" + version;
        line("plan", GET, "/api/v1/plans/{key}/versions", "各版本和签署", "the versions and their signatures").ok(SIGNED_IN)
                .because("编制中的版本和签署意见除外", "without versions in the making, and what was said with signatures");
        line("plan", GET, "/api/v1/plans/making", "正在编制和审签的版本", "the versions being made").ok(SIGNED_IN)
                .because("只见本人可看的", "those that one may see");
        line("plan", GET, "/api/v1/plans/{key}/history", "各版本的办理记录", "what was done with each version").ok(SIGNED_IN)
                .because("编制中的版本和签署意见除外", "without versions in the making, and what was said with signatures");
        line("plan", GET, "/api/v1/plans/{key}/offer", "新的参考模型", "the newer reference model").ok(KEEPERS)
                .othersNotFound()
                .on(Stage::planOffered);
        line("plan", POST, "/api/v1/plans/{key}/offer", "据参考模型起草", "draft from the reference model").ok(PLANNER)
                .othersForbidden().status(201).on(Stage::planOffered);
        line("plan", GET, api + "/comments", "意见", "comments").ok(INSIDE).othersNotFound()
                .on(s -> s.plan(Plans.Status.DRAFT)).because(draftSeen, draftSeenEnglish);
        line("plan", POST, api + "/comments", "提意见", "make a comment").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT)
                .othersNotFound().status(201).on(s -> s.plan(Plans.Status.SUBMITTED))
                .json((s, id) -> fields("about", "plan", "text", once()))
                .because("编制人、审核员、审批人", "the writer, reviewers, whoever approves");
        line("plan", POST, api + "/comments/{id}/answer", "答复意见", "answer a comment").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT).othersNotFound().on(Stage::planComment)
                .json((s, id) -> fields("text", once()));
        line("plan", POST, api + "/comments/{id}/settlement", "意见标为已解决", "settle a comment").forbidden(INSIDE)
                .ok(REVIEWER).othersNotFound().on(Stage::planComment)
                .because("提出人和审核员", "whoever made it, and reviewers");
        line("plan", GET, api + "/attachments", "附件目录", "the files of a version").ok(INSIDE).othersNotFound()
                .on(s -> s.plan(Plans.Status.DRAFT)).because(draftSeen, draftSeenEnglish);
        line("plan", POST, api + "/attachments", "添加附件", "add a file").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT, Set.of(Role.OFFICE)).othersNotFound().status(201)
                .on(s -> s.plan(Plans.Status.SUBMITTED)).file();
        line("plan", POST, api + "/attachments/{id}/strike", "作废附件", "strike a file").forbidden(INSIDE)
                .ok(PLANNER, REVIEWER, GOVERNMENT, Set.of(Role.OFFICE)).othersNotFound().on(Stage::planFile)
                .json((s, id) -> fields("reason", "传错了"));
        line("plan", GET, "/api/v1/plans/{key}/attachments/{id}", "下载版本的附件", "download a file of a version").ok(INSIDE)
                .othersNotFound().on(Stage::planFile).because("签发文本所有能看该版本的人可下载", "whoever may read a version may have the text signed");
        line("plan", POST, api + "/submission", "送审", "submit").forbidden(INSIDE).ok(PLANNER).othersNotFound()
                .on(s -> s.plan(Plans.Status.DRAFT)).json((s, id) -> fields("comment", "请审核")).because("只有编制人", "its writer only");
        line("plan", POST, api + "/submission/withdrawal", "撤回送审", "call back").forbidden(INSIDE).ok(PLANNER).othersNotFound()
                .on(s -> s.plan(Plans.Status.SUBMITTED)).json((s, id) -> fields("comment", "要改")).because("只有编制人", "its writer only");
        line("plan", POST, api + "/approval", "审核或审批（这里：审核）", "review or approve (here: review)").forbidden(INSIDE)
                .ok(REVIEWER).conflict(GOVERNMENT).othersNotFound().on(s -> s.plan(Plans.Status.SUBMITTED))
                .json((s, id) -> fields("decision", "approved"))
                .because("审批按预案类型和层级：市政府、指挥或单位带班领导；编制人不签，一人不签两个环节",
                        "who approves follows the kind and tier of plan; no writer signs, nobody signs twice");
        line("plan", POST, api + "/publication", "发布", "publish").forbidden(INSIDE).ok(PLANNER, Set.of(Role.OFFICE)).othersNotFound()
                .on(s -> s.plan(Plans.Status.APPROVED)).because("编制人或办公室负责人", "its writer or the head of the office");
        line("plan", POST, api + "/withdrawal", "停用或作废（这里：停用）", "withdraw or give up (here: withdraw)")
                .ok(GOVERNMENT, Set.of(Role.OFFICE)).othersForbidden().on(s -> s.plan(Plans.Status.PUBLISHED))
                .json((s, id) -> fields("reason", "不再适用")).because("办公室负责人或审批人", "the head of the office or whoever approves");
    }

    private void incident() {
        line("incident", GET, "/incidents", "事件目录", "the incidents").ok(SIGNED_IN)
                .because("事件的公开部分：名称、地点、监测数据、生效的级别", "the public part of an incident: title, place, facts, level in force");
        line("incident", GET, "/incidents/new", "接报页", "the page for reporting").ok(COMMAND).othersForbidden();
        line("incident", POST, "/incidents/new", "接报", "report an incident").ok(COMMAND).othersForbidden()
                .form((s, id) -> fields("requestId", once(), "title", "汛情", "hazard", "flood", "occurredAt",
                        "2026-07-01T07:00", "place.name", "全市"));
        line("incident", POST, "/sample/start", "开始示例水情", "start the sample readings").ok(COMMAND).othersForbidden()
                .form((s, id) -> fields());
        line("incident", POST, "/sample/stop", "停止示例水情", "stop the sample readings").ok(COMMAND).othersForbidden()
                .form((s, id) -> fields());
        line("incident", POST, "/sample/clear", "清除示例", "clear the sample").ok(COMMAND).othersForbidden()
                .form((s, id) -> fields())
                .because("只清除示例事件，只在演示数据上", "removes the sample incident only, on demo data only");
        for (String action : List.of("start", "stop", "clear")) {
            line("incident", GET, "/sample/" + action, "返回首页", "back to the home page").ok(SIGNED_IN).status(302);
        }
        line("incident", GET, "/api/v1/incidents", "事件目录", "the incidents").ok(SIGNED_IN);
        line("incident", POST, "/api/v1/incidents", "接报", "report an incident").ok(COMMAND).othersForbidden().status(201)
                .json((s, id) -> fields("requestId", once(), "title", "汛情", "hazard", "flood", "occurredAt",
                        "2026-07-01T07:00:00+08:00", "place", Map.of("name", "全市"), "facts", Map.of()));
        line("incident", GET, "/api/v1/incidents/{id}", "看事件", "see an incident").ok(SIGNED_IN)
                .because("尚未决定的级别只给看得到全部响应的人", "levels not yet decided only for those who see every response");
        line("incident", POST, "/api/v1/incidents/{id}/observations", "续报数据", "add observations").ok(COMMAND)
                .othersForbidden().on(Stage::quiet).json((s, id) -> fields("facts", Map.of("长江南京", "8.50")));
        line("incident", POST, "/api/v1/incidents/{id}/declination", "暂不启动", "decline the level proposed").ok(COMMAND)
                .othersForbidden().on(Stage::undecided).json((s, id) -> fields("reason", "水位将回落"));
    }

    private void response() {
        String page = "/incidents/{id:[0-9a-f-]{36}}";
        line("response", GET, page, "看事件", "see an incident").ok(SIGNED_IN)
                .because("单位只见事件的公开部分和本单位参与的响应", "a unit sees the public part and the responses it takes part in");
        line("response", GET, page + "/timeline", "事件的时间线", "the timeline of an incident").ok(SIGNED_IN)
                .because("单位只见公开的各行和本单位任务的各行", "a unit sees the public lines and those of its own tasks");
        line("response", GET, page + "/facts/series", "监测数据曲线", "facts over time").ok(SIGNED_IN);
        line("response", GET, "/incidents/{id}/observations", "返回事件", "back to the incident").ok(SIGNED_IN).status(302);
        line("response", POST, "/incidents/{id}/observations", "续报数据", "add observations").ok(COMMAND)
                .othersForbidden().on(Stage::quiet).form((s, id) -> fields("facts.长江南京", "8.50"));
        line("response", GET, "/incidents/{id}/decline", "暂不启动的页面", "the page for declining a level").ok(COMMAND)
                .othersForbidden();
        line("response", POST, "/incidents/{id}/decline", "暂不启动", "decline the level proposed").ok(COMMAND)
                .othersForbidden().on(Stage::undecided).form((s, id) -> fields("reason", "水位将回落"));
        line("response", GET, "/incidents/{id}/launch", "启动页", "the page for launching").ok(COMMAND).othersForbidden();
        line("response", POST, "/incidents/{id}/launch", "启动或提请启动响应", "launch, or ask for the launch").ok(COMMAND)
                .othersForbidden().on(Stage::quiet)
                .form((s, id) -> fields("requestId", once(), "planKey", "flood-nanjing", "level", "Ⅳ", "area", "city",
                        "chosen", "yes", "reason", "研判后启动", "seen.plan", "flood-nanjing", "seen.level", "Ⅳ"))
                .because("级别的批准权另按预案", "who signs a level is the plan's to say");
        line("response", GET, "/responses", "响应目录", "the responses").ok(SIGNED_IN)
                .because("单位只见本单位参与的响应", "a unit finds those in which it takes part");
        line("response", GET, "/responses/{id}", "看响应（页面、大屏、打印）", "see a response (page, wall, print)")
                .ok(COMMAND, OVERSIGHT, OWN, PARTNER).othersNotFound()
                .because("单位只见本单位的任务、指令和公开的决定", "a unit sees its own tasks and orders and the public decisions");
        line("response", GET, "/responses/{id}/timeline", "响应的时间线", "the timeline of a response")
                .ok(COMMAND, OVERSIGHT, OWN, PARTNER).othersNotFound();
        line("response", GET, "/responses/{id}/attachments", "响应的附件", "the files of a response")
                .ok(COMMAND, OVERSIGHT, OWN, PARTNER).othersNotFound()
                .because("单位只见本单位任务的附件", "a unit sees the files of its own tasks");
        line("response", GET, "/responses/{id}/people", "响应的人员", "the people of a response")
                .ok(COMMAND, OVERSIGHT, OWN, PARTNER).othersNotFound();
        line("response", GET, "/responses/{id}/diagram", "流程图", "the diagram").ok(COMMAND, OVERSIGHT, OWN, PARTNER)
                .othersNotFound();
        for (String afterwards : List.of("approval", "withdrawal")) {
            line("response", GET, "/responses/{id}/" + afterwards, "返回响应", "back to the response").ok(SIGNED_IN).status(302);
        }
        String[][] changes = {{"level", "调整级别", "change the level"}, {"end", "终止响应", "end the response"},
                {"situations", "启用分类措施", "put situations in force"}, {"orders/new", "下达指令", "issue an order"}};
        for (String[] change : changes) {
            Line line = line("response", GET, "/responses/{id}/" + change[0], change[1] + "的页面", "the page: " + change[2])
                    .ok(COMMAND).forbidden(OVERSIGHT, OWN, PARTNER).othersNotFound();
            if (change[0].equals("level") || change[0].equals("end")) {
                line.ok(GOVERNMENT).because("预案定的签批岗位也可调整和终止", "so may the posts that sign a level by the plan");
            }
        }
        command(POST, "/responses/{id}/level", "调整级别", "change the level").on(Stage::active)
                .form((s, id) -> fields("from", "Ⅳ", "to", "Ⅲ", "reason", "水位上涨"))
                .because("目标级别的签批岗位也可，见预案", "also the posts that sign the target level by the plan");
        command(POST, "/responses/{id}/end", "终止响应", "end the response").on(Stage::active)
                .form((s, id) -> fields("from", "Ⅳ", "reason", "情况解除", "unmetReason", "由专家研判"));
        command(POST, "/responses/{id}/situations", "启用分类措施", "put situations in force").on(Stage::active)
                .form((s, id) -> fields("situations", s.situation()));
        command(POST, "/responses/{id}/orders/new", "下达指令", "issue an order").on(Stage::active)
                .form((s, id) -> fields("requestId", once(), "title", "加强值守", "units", Stage.OWN));
        line("response", POST, "/responses/{id}/approval", "签批", "approve or reject").ok(GOVERNMENT)
                .forbidden(COMMAND, OVERSIGHT, OWN, PARTNER).ok(GOVERNMENT).othersNotFound().on(Stage::raising)
                .form((s, id) -> fields("approvalId", s.approval((UUID) id).toString(), "decision", "approved"))
                .because("只有预案为该级别定的岗位（此处为一级：市政府）", "only the post that the plan names for the level (here Ⅰ: the government)");
        command(POST, "/responses/{id}/withdrawal", "撤回请示", "take back what is asked for").on(Stage::raising)
                .form((s, id) -> fields("reason", "误报"));

        line("response", POST, "/api/v1/responses", "启动或提请启动响应", "launch, or ask for the launch").ok(COMMAND)
                .othersForbidden().status(201).on(Stage::quiet)
                .json((s, id) -> fields("requestId", once(), "incidentId", id.toString(), "planKey", "flood-nanjing",
                        "level", "Ⅳ", "scope", List.of(), "reason", "研判后启动"));
        line("response", GET, "/api/v1/responses/preview", "启动会做什么", "what a launch would do").ok(COMMAND)
                .othersForbidden().on(s -> s.incident)
                .query(id -> "incidentId=" + id + "&planKey=flood-nanjing&level=Ⅳ");
        line("response", GET, "/api/v1/responses", "响应目录", "the responses").ok(SIGNED_IN);
        line("response", GET, "/api/v1/incidents/{id}/responses", "事件的响应", "the responses to an incident").ok(SIGNED_IN)
                .because("单位只见本单位参与的响应", "a unit finds those in which it takes part");
        line("response", GET, "/api/v1/responses/{id}", "看响应", "see a response").ok(COMMAND, OVERSIGHT, OWN, PARTNER)
                .othersNotFound();
        line("response", GET, "/api/v1/responses/{id}/orders", "指令", "the orders").ok(COMMAND, OVERSIGHT, OWN, PARTNER)
                .othersNotFound().because("单位只见下达给本单位的指令", "a unit sees the orders to it");
        line("response", GET, "/api/v1/responses/{id}/timeline", "时间线", "the timeline").ok(COMMAND, OVERSIGHT, OWN, PARTNER)
                .othersNotFound();
        line("response", POST, "/api/v1/responses/{id}/approval", "签批", "approve or reject")
                .forbidden(COMMAND, OVERSIGHT, OWN, PARTNER).ok(GOVERNMENT).othersNotFound().on(Stage::raising)
                .json((s, id) -> fields("decision", "approved"));
        command(POST, "/api/v1/responses/{id}/approval/withdrawal", "撤回请示", "take back what is asked for")
                .on(Stage::raising).json((s, id) -> fields("reason", "误报"));
        command(POST, "/api/v1/responses/{id}/level", "调整级别", "change the level").on(Stage::active)
                .json((s, id) -> fields("level", "Ⅲ", "reason", "水位上涨"));
        command(POST, "/api/v1/responses/{id}/end", "终止响应", "end the response").on(Stage::active)
                .json((s, id) -> fields("reason", "情况解除"));
        command(POST, "/api/v1/responses/{id}/situations", "启用分类措施", "put situations in force").on(Stage::active)
                .json((s, id) -> fields("situations", List.of(s.situation())));
        command(POST, "/api/v1/responses/{id}/orders", "下达指令", "issue an order").on(Stage::active).status(201)
                .json((s, id) -> fields("requestId", once(), "title", "加强值守", "units", List.of(Stage.OWN)));
        for (String[] preview : new String[][] {{"level", "调整级别会做什么", "what a level change would do"},
                {"end", "终止会做什么", "what ending would do"}}) {
            line("response", GET, "/api/v1/responses/{id}/" + preview[0] + "/preview", preview[1], preview[2])
                    .ok(COMMAND, OVERSIGHT).forbidden(OWN, PARTNER).othersNotFound().query(id -> "level=Ⅲ")
                    .because("会列出各单位的任务", "it lists the tasks of all units");
        }
    }

    private void task() {
        line("task", GET, "/tasks", "本单位任务", "the tasks of one's unit").ok(SIGNED_IN)
                .because("无单位岗位的人看到空表", "who works for no unit finds an empty list");
        line("task", GET, "/tasks/outbox", "手机待发送", "the outbox of a phone").ok(SIGNED_IN);
        line("task", GET, "/tasks/outbox/session", "本人登录的提交标记", "one's own token for sending").ok(SIGNED_IN);
        line("task", GET, "/tasks/outbox/running", "离线时留存的任务", "tasks that a phone keeps").ok(SIGNED_IN);
        line("task", GET, "/tasks/{id}", "看任务", "see a task").ok(COMMAND, OVERSIGHT, OWN).othersNotFound()
                .because("别的单位的任务等于不存在；配合单位可见", "another unit's task does not exist for one; supporting units see it");
        line("task", GET, "/tasks/{id}/{form}", "返回任务", "back to the task").ok(SIGNED_IN).status(302);
        line("task", POST, "/tasks/receipts", "批量签收", "acknowledge several").ok(OWN).forbidden(COMMAND, OVERSIGHT)
                .othersNotFound().on(Stage::open).form((s, id) -> fields("ids", id.toString()));
        line("task", GET, "/attachments/{id}", "看附件", "see a file").ok(COMMAND, OVERSIGHT, OWN).othersNotFound();
        line("task", GET, "/attachments/{id}/thumbnail", "附件缩略图", "a file made small").ok(COMMAND, OVERSIGHT, OWN)
                .othersNotFound();
        line("task", GET, "/api/v1/tasks", "本单位任务", "the tasks of one's unit").ok(SIGNED_IN);
        line("task", GET, "/api/v1/responses/{id}/tasks", "响应的任务", "the tasks of a response")
                .ok(COMMAND, OVERSIGHT, OWN, PARTNER).othersNotFound()
                .because("单位只见本单位的和配合的", "a unit sees its own and those that it supports");
        line("task", GET, "/api/v1/tasks/{id}", "看任务", "see a task").ok(COMMAND, OVERSIGHT, OWN).othersNotFound();
        line("task", GET, "/api/v1/tasks/{id}/attachments", "任务的附件", "the files of a task").ok(COMMAND, OVERSIGHT, OWN)
                .othersNotFound();
        line("task", GET, "/api/v1/attachments/{id}", "下载附件", "download a file").ok(COMMAND, OVERSIGHT, OWN)
                .othersNotFound();
        line("task", GET, "/api/v1/forms/{key}", "表单格式", "the fields of a form").ok(SIGNED_IN);
        line("task", POST, "/api/v1/tasks/receipts", "批量签收", "acknowledge several").ok(OWN).forbidden(COMMAND, OVERSIGHT)
                .othersNotFound().on(Stage::open).json((s, id) -> fields("ids", List.of(id.toString())));
        line("task", POST, "/api/v1/tasks/{id}/attachments", "添加附件", "add a file").ok(OWN, COMMAND).forbidden(OVERSIGHT)
                .othersNotFound().on(Stage::open).status(201).file();
        for (String base : List.of("/tasks/{id}/", "/api/v1/tasks/{id}/")) {
            unit(base + "receipt", "签收", "acknowledge", Map.of()).on(Stage::open);
            unit(base + "progress", "报进展", "report progress", Map.of("text", "已到 28 辆")).ok(COMMAND).on(Stage::open)
                    .because("指挥部也可补记", "the command post may add to it");
            unit(base + "completion", "完成", "complete", Map.of("result", "已全部完成")).on(Stage::open);
            unit(base + "return", "退回", "return to the command post", Map.of("reason", "车辆都在外地")).on(Stage::open);
            unit(base + "handover", "转办", "hand to a colleague", Map.of("to", Stage.OWN + "-leader")).on(Stage::open);
            unit(base + "chase-answer", "督办反馈", "answer a chase-up", Map.of("answer", "马上到位")).on(Stage::chased);
            office(base + "chase", "督办", "chase up", Map.of("reason", "为何还没有到位")).on(Stage::open);
            office(base + "reassignment", "退回后再下达", "give a returned task out again", Map.of("unit", Stage.OWN))
                    .on(Stage::returned).status(base.startsWith("/api") ? 201 : 302);
            office(base + "return-acceptance", "同意退回", "accept a return", Map.of("reason", "同意")).on(Stage::returned);
        }
    }

    private void live() {
        line("live", GET, "/live", "变化通知", "signals of what has changed").ok(SIGNED_IN)
                .because("只有名称没有内容；不可见的对象不通知", "names only, no content; what one may not see is not told");
    }

    private void audit() {
        Set<Role> auditor = Set.of(Role.AUDITOR);
        line("audit", GET, "/audit", "审计记录", "the record").ok(auditor).othersNotFound();
        line("audit", GET, "/audit/{id:\\d{1,4}-\\d{1,18}}", "看一条记录", "see an entry of the record").ok(auditor)
                .othersNotFound().on(Stage::auditEntry);
        line("audit", GET, "/audit/export", "导出审计记录", "export the record").ok(auditor).othersNotFound();
        line("audit", POST, "/audit/verification", "核验审计记录", "verify the record").ok(auditor).othersNotFound()
                .form((s, id) -> fields());
        line("audit", GET, "/audit/verification", "返回审计记录", "back to the record").ok(auditor).othersNotFound().status(302);
        line("audit", GET, "/api/v1/audit", "审计记录", "the record").ok(auditor).othersNotFound();
        line("audit", POST, "/api/v1/audit/verification", "核验审计记录", "verify the record").ok(auditor).othersNotFound()
                .json((s, id) -> fields());
    }

    /** What a unit does with its own task; the command post sees it. */
    private Line unit(String pattern, String chinese, String english, Map<String, ?> content) {
        return of(pattern, line("task", POST, pattern, chinese, english).forbidden(COMMAND, OVERSIGHT).ok(OWN)
                .othersNotFound(), content);
    }

    /** What the command post does with a unit's task; the unit sees it. */
    private Line office(String pattern, String chinese, String english, Map<String, ?> content) {
        return of(pattern, line("task", POST, pattern, chinese, english).ok(COMMAND).forbidden(OVERSIGHT, OWN)
                .othersNotFound(), content);
    }

    private static Line of(String pattern, Line line, Map<String, ?> content) {
        return pattern.startsWith("/api/") ? line.json((s, id) -> content) : line.form((s, id) -> content);
    }

    /** What the command post does with a response; the units that take part see it. */
    private Line command(String method, String pattern, String chinese, String english) {
        return line("response", method, pattern, chinese, english).ok(COMMAND).forbidden(OVERSIGHT)
                .forbidden(OWN, PARTNER).othersNotFound();
    }

    private Line line(String module, String method, String pattern, String chinese, String english) {
        Line line = new Line(module, method, pattern, chinese, english);
        lines.add(line);
        return line;
    }

    /** Fields in turn: name, value. */
    private static Map<String, ?> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static String once() {
        return UUID.randomUUID().toString();
    }
}
