package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.List;
import org.fengsui.plan.Plan;
import org.fengsui.plan.PlanRules;
import org.fengsui.plan.PlanRules.Subject;
import org.fengsui.plan.Problem;

/** Reads 指挥机构, 成员单位 and 工作组. */
class OrganizationSheets {

    private final OpenBook book;
    private final Cells cells;
    private final Places places;
    private final Names site;

    /** @param site units of the site by code */
    OrganizationSheets(OpenBook book, Names site) {
        this.book = book;
        cells = book.cells;
        places = book.places;
        this.site = site;
    }

    /** 指挥机构 */
    List<Plan.Role> headquarters() {
        List<Plan.Role> roles = new ArrayList<>();
        for (Line line : book.lines(Sheet.HEADQUARTERS)) {
            List<String> posts = cells.posts(line.entry(Column.POST), null);
            if (posts.size() > 1) {
                line.entry(Column.POST).error("one-post", line.text(Column.POST), "");
            }
            roles.add(new Plan.Role(line.raw(Column.ROLE), line.raw(Column.HOLDER),
                    posts.isEmpty() ? "" : posts.get(0), line.raw(Column.DUTY), line.raw(Column.CLAUSE)));
            places.put(Subject.ROLE, String.valueOf(roles.size()), line, line.text(Column.ROLE));
        }
        return roles;
    }

    /** 成员单位; other sheets call the units as they stand here. */
    List<Plan.Member> members() {
        List<Plan.Member> members = new ArrayList<>();
        for (Line line : book.lines(Sheet.MEMBERS)) {
            String name = line.raw(Column.UNIT);
            String code = line.text(Column.CODE);
            if (code.isEmpty() && name.isBlank()) {
                line.entry(Column.UNIT).error("missing-name", "", "");
                continue;
            }
            if (code.isEmpty()) {
                code = site.code(name).orElse("");
                if (code.isEmpty()) {
                    places.units.lose(name);
                    line.entry(Column.CODE).error(site.ambiguous(name) ? "unit-ambiguous" : "member-without-code",
                            name.strip(), "");
                    continue;
                }
            } else if (!site.knows(code) && PlanRules.isCode(code)) {
                book.problems.add(line.at(Column.CODE), "unit-not-at-site", Problem.WARNING, code, "");
            }
            if (places.isNew(Subject.MEMBER, code, line, Column.CODE, name)) {
                members.add(new Plan.Member(code, name, line.raw(Column.DUTY), line.raw(Column.CLAUSE)));
                places.units.add(code, name);
            }
        }
        return members;
    }

    /** 工作组 */
    List<Plan.WorkGroup> workGroups() {
        List<Plan.WorkGroup> read = new ArrayList<>();
        Codes codes = new Codes("g", book.lines(Sheet.WORK_GROUPS));
        for (Line line : book.lines(Sheet.WORK_GROUPS)) {
            String code = codes.of(line);
            if (places.isNew(Subject.WORK_GROUP, code, line, Column.CODE, line.text(Column.NAME))) {
                String lead = cells.unit(line.entry(Column.GROUP_LEAD));
                if (line.text(Column.GROUP_LEAD).isEmpty()) {
                    line.entry(Column.GROUP_LEAD).error("unit-empty", line.text(Column.NAME), "");
                }
                read.add(new Plan.WorkGroup(code, line.raw(Column.NAME), lead,
                        cells.units(line.entry(Column.GROUP_MEMBERS)), line.raw(Column.TASK), line.raw(Column.CLAUSE)));
                places.groups.add(code, line.raw(Column.NAME));
            }
        }
        return read;
    }
}
