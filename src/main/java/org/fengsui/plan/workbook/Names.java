package org.fengsui.plan.workbook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Names for codes, there and back: a cell names a thing by its name where that is plain, else by its code. */
class Names {

    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, List<String>> codes = new HashMap<>();
    private final Set<String> lost = new HashSet<>();
    private final Names beyond;
    private final Predicate<String> taken;

    /** @param beyond where to look for what is not here; null = nowhere */
    Names(Names beyond) {
        this(beyond, code -> false);
    }

    /** @param taken codes that are known though nobody listed them */
    Names(Names beyond, Predicate<String> taken) {
        this.beyond = beyond;
        this.taken = taken;
    }

    void add(String code, String name) {
        if (names.putIfAbsent(code, name) == null) {
            codes.computeIfAbsent(Amounts.normal(name), any -> new ArrayList<>()).add(code);
        }
    }

    /** A name that stands somewhere but whose row could not be used: whoever uses it is not told that there is none. */
    void lose(String name) {
        lost.add(Amounts.normal(name));
    }

    boolean lost(String written) {
        return lost.contains(Amounts.normal(written));
    }

    boolean knows(String code) {
        return names.containsKey(code) || beyond != null && beyond.knows(code);
    }

    /** The code meant by a name or a code; empty when there is none, or several. */
    Optional<String> code(String written) {
        String wanted = Amounts.normal(written);
        List<String> named = codes(wanted);
        if (named.size() == 1) {
            return Optional.of(named.get(0));
        }
        if (names.containsKey(wanted)) {
            return Optional.of(wanted);
        }
        Optional<String> further = named.isEmpty() && beyond != null ? beyond.code(wanted) : Optional.empty();
        return further.or(() -> Optional.of(wanted).filter(taken));
    }

    private List<String> codes(String name) {
        return codes.getOrDefault(name, List.of());
    }

    /** Whether several go by this name here. */
    boolean ambiguous(String written) {
        return codes(Amounts.normal(written)).size() > 1
                || beyond != null && codes(Amounts.normal(written)).isEmpty() && beyond.ambiguous(written);
    }

    /** What a cell says for a code. */
    String cell(String code) {
        String name = name(code);
        boolean plain = !name.isEmpty() && name.equals(name.strip()) && Words.names(name).equals(List.of(name))
                && !Words.isEveryDistrict(name) && !name.equals(Sheet.NOT_HERE)
                && code(name).filter(code::equals).isPresent();
        return plain ? name : code;
    }

    private String name(String code) {
        String name = names.get(code);
        return name != null ? name : beyond == null ? "" : beyond.name(code);
    }

    /** Known names that hold the written one or are held by it, for "did you mean". */
    List<String> like(String written) {
        String wanted = Amounts.normal(written);
        List<String> like = names.values().stream().map(Amounts::normal).filter(name -> name.length() > 1
                && wanted.length() > 1 && (name.contains(wanted) || wanted.contains(name))).distinct().limit(3).toList();
        return like.isEmpty() && beyond != null ? beyond.like(written) : like;
    }
}
