package org.fengsui.task.spi;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a task's page tells of its response.
 *
 * @param number   number of the response
 * @param incident title of the incident
 * @param plan     name of the plan
 * @param levels   the plan's levels, the lowest first
 * @param members  the plan's names of its units (成员单位) by their codes
 * @param orders   number of each order (指令编号) by its id
 */
public record Background(String number, String incident, String plan, List<Level> levels, Map<UUID, Integer> orders,
                         Map<String, String> members) {

    /** The level with this code; a code that the plan lacks stands for itself. */
    public Level level(String code) {
        return levels.stream().filter(level -> level.code().equals(code)).findFirst()
                .orElse(new Level(code, code));
    }

    /**
     * A response level as it is shown.
     *
     * @param text in the reader's language, e.g. 二级（Ⅱ）
     */
    public record Level(String code, String text) {
    }
}
