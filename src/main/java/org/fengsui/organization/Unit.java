package org.fengsui.organization;

import java.util.Locale;

/**
 * A unit (单位).
 *
 * @param code   stable code, also the name of its account in the demo data
 * @param nameEn name in English
 * @param parent code of the parent; null for the city
 * @param kind   city, headquarters, department, enterprise or district
 */
public record Unit(String code, String name, String nameEn, String parent, String kind) {

    public boolean isDistrict() {
        return kind.equals("district");
    }

    public String name(Locale locale) {
        return locale.getLanguage().equals("en") ? nameEn : name;
    }
}
