package org.fengsui.organization;

import java.util.List;
import java.util.Locale;

/**
 * A unit (单位).
 *
 * @param code   stable code, also the name of its account in the demo data
 * @param nameEn name in English; empty where nobody gave one
 * @param parent code of the parent; null for the city
 * @param kind   city, headquarters, department, enterprise, district or town
 * @param order  place among all units, the smallest first
 * @param retired no longer takes part (撤销); records name it for good
 */
public record Unit(String code, String name, String nameEn, String parent, String kind, int order, boolean retired) {

    /** What a unit can be, but for the city, which is the root. */
    public static final List<String> KINDS =
            List.of("headquarters", "department", "enterprise", "district", "town");

    public boolean isDistrict() {
        return kind.equals("district");
    }

    public String name(Locale locale) {
        return locale.getLanguage().equals("en") && !nameEn.isEmpty() ? nameEn : name;
    }
}
