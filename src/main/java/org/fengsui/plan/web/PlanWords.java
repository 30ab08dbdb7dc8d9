package org.fengsui.plan.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fengsui.organization.Post;
import org.fengsui.plan.Plan;
import org.fengsui.words.DurationWords;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** What a plan says as data, in the reader's words; pages reach it as {@code @planWords}. */
@Component("planWords")
public class PlanWords {

    private final DurationWords durations;
    private final MessageSource messages;

    PlanWords(DurationWords durations, MessageSource messages) {
        this.durations = durations;
        this.messages = messages;
    }

    /** How a computed fact comes about: {@code 雨量 6 小时内累计}. Empty for a fact that is reported. */
    public String computed(Plan.Fact fact) {
        Plan.Computation computation = fact.computation();
        if (computation == null) {
            return "";
        }
        String of = listed(computation.of());
        String window = computation.window() == null ? "" : durations.of(computation.window());
        return switch (computation.how()) {
            case SUM -> message("plan.how.sum", of);
            case HIGHEST -> message("plan.how.highest", of);
            case LOWEST -> message("plan.how.lowest", of);
            case HELD -> message("plan.how.held", of, window);
            case TOTAL -> message("plan.how.total", of, window);
            case RISE -> message("plan.how.rise", of, window);
        };
    }

    /** How many of its conditions a trigger needs: {@code 任一}, {@code 全部}, {@code 3 项中的 2 项}. Empty when it has one. */
    public String need(Plan.Trigger trigger) {
        int all = trigger.conditions().size();
        return all == 1 ? "" : trigger.need() == 1 ? message("plan.need.any")
                : trigger.need() == all ? message("plan.need.all") : message("plan.need.some", all, trigger.need());
    }

    /** A condition with its fact: {@code 长江南京 ≥ 9.20 m}; a judgement is told as such. */
    public String condition(Plan plan, Plan.Condition condition) {
        Plan.Fact fact = plan.fact(condition.fact()).orElse(null);
        if (fact != null && fact.type().yesOrNo()) {
            return condition.choice().equals("true") ? fact.name() : message("plan.not", fact.name());
        }
        return condition.fact() + " " + condition.text(fact == null ? "" : fact.unit());
    }

    /**
     * The limits of an action at a level in one line: {@code 10 分内签收，启动后 2 小时内完成，每 3 小时}. Empty when it has none.
     */
    public String limits(Plan plan, Plan.Action action, Plan.Terms terms) {
        List<String> parts = new ArrayList<>();
        if (terms.receiptWithin() != null) {
            parts.add(assumed(message("plan.limit.receipt", durations.of(terms.receiptWithin())), terms.receiptAssumed()));
        }
        if (action.kind() == Plan.Kind.STANDING) {
            parts.add(message("plan.limit.standing"));
        } else if (terms.dueWithin() != null) {
            parts.add(assumed(due(plan, action, terms.dueWithin()), terms.dueAssumed()));
        }
        if (action.recurs()) {
            parts.add(terms.every() == null ? message("page.every.any")
                    : message("page.every", durations.of(terms.every())));
        }
        return String.join(message("plan.limit.comma"), parts);
    }

    /** A limit that the plan does not set is marked. */
    private String assumed(String limit, boolean is) {
        return is ? message("plan.limit.assumed", limit) : limit;
    }

    private String due(Plan plan, Plan.Action action, Duration within) {
        String time = durations.of(within);
        return switch (action.since()) {
            case OPENING -> message("plan.limit.due", time);
            case LAUNCH -> message("plan.limit.since-launch", time);
            case LEVEL -> message("plan.limit.since-level", time);
            case EVENT -> message("plan.limit.since-event", time);
            case ACTION -> message("plan.limit.since-action", time,
                    plan.action(action.after()).map(Plan.Action::title).orElse(action.after()));
        };
    }

    /** Names of posts, codes as plans write them. */
    public String posts(List<String> codes) {
        return listed(codes.stream().filter(code -> Post.of(code).isPresent()).map(code -> message("post." + code))
                .toList());
    }

    String duration(Duration duration) {
        return durations.of(duration);
    }

    /** A list in the reader's language. */
    public String listed(List<String> texts) {
        return String.join(message("layout.list-comma"), texts);
    }

    private String message(String key, Object... arguments) {
        Object[] texts = Arrays.stream(arguments).map(String::valueOf).toArray();
        return messages.getMessage(key, texts, LocaleContextHolder.getLocale());
    }
}
