package org.fengsui.plan.workbook;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.fengsui.plan.Plan;

/** Reads 基本信息, item by item. */
class AboutSheet {

    private final OpenBook book;
    private final Map<Item, Line> items = new EnumMap<>(Item.class);

    AboutSheet(OpenBook book) {
        this.book = book;
        for (Line line : book.lines(Sheet.ABOUT)) {
            String title = line.text(Column.ITEM);
            Item item = Item.of(title).orElse(null);
            if (item == null) {
                line.entry(Column.ITEM).error("unknown-item", title, "");
            } else if (items.putIfAbsent(item, line) != null) {
                line.entry(Column.ITEM).error("duplicate-item", title, "");
            }
        }
        if (!book.unsure(Sheet.ABOUT, Column.ITEM)) {
            List.of(Item.values()).stream().filter(item -> !items.containsKey(item)).forEach(item ->
                    book.problems.error(Sheet.ABOUT.title, "missing-item", item.title, ""));
        }
    }

    /** What is written for an item; nothing where its line is missing. */
    Entry entry(Item item) {
        Line line = items.get(item);
        return line == null ? new Entry(null, null) : line.entry(Column.CONTENT);
    }

    /** The lines of the items. */
    Collection<Line> lines() {
        return items.values();
    }

    /** Where the plan stands among plans. */
    Plan.About about() {
        return new Plan.About(entry(Item.SOURCE).raw(), entry(Item.NOTICE).raw(),
                book.cells.word(entry(Item.TYPE), Words.TYPES, Plan.Type.class, null, true).orElse(Plan.Type.SPECIAL),
                book.cells.word(entry(Item.TIER), Words.TIERS, Plan.Tier.class, null, true).orElse(Plan.Tier.CITY),
                book.cells.unit(entry(Item.LEAD)),
                book.cells.word(entry(Item.MODE), Words.MODES, Boolean.class, null, true).orElse(false),
                book.cells.whole(entry(Item.DRILL_MONTHS), 0), entry(Item.DRILL_CLAUSE).raw());
    }
}
