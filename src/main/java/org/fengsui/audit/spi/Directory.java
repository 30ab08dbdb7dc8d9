package org.fengsui.audit.spi;

import java.util.Map;
import java.util.Optional;
import org.fengsui.audit.Who;

/** Tells the record who somebody is. */
public interface Directory {

    /** @return empty when there is no such account */
    Optional<? extends Who> person(String username);

    /** Names of all units in the reader's language, by code and in their order. */
    Map<String, String> unitNames();

    /** @return the unit's name in the reader's language; the code itself when there is no such unit */
    String unitName(String code);
}
