package org.fengsui.organization.web;

import java.util.List;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.refusal.Checks;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Units. */
@RestController
@RequestMapping("/api/v1")
class OrganizationApi {

    private final Organization organization;

    OrganizationApi(Organization organization) {
        this.organization = organization;
    }

    /** @param kind city, headquarters, department, enterprise or district */
    record UnitView(String code, String name, String nameEn, String parent, String kind) {
        static UnitView of(Unit unit) {
            return new UnitView(unit.code(), unit.name(), unit.nameEn(), unit.parent(), unit.kind());
        }
    }

    record UnitPage(List<UnitView> content, int page, int size, long totalElements) {
    }

    @GetMapping("/units")
    UnitPage units(@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "200") int size,
                   Actor actor) {
        Checks checks = new Checks();
        checks.page(page, size);
        checks.done();
        List<Unit> all = organization.units();
        return new UnitPage(all.stream().skip((long) page * size).limit(size).map(UnitView::of).toList(), page, size,
                all.size());
    }
}
