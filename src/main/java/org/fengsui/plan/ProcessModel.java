package org.fengsui.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The BPMN process of a plan: what its elements are, where they stand in the diagram, and its XML.
 * The element ids are a contract with the engine's side, see {@code docs/plan-model.md}.
 */
class ProcessModel {

    static final String BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    static final String CAMUNDA = "http://camunda.org/schema/1.0/bpmn";
    static final String BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI";
    private static final String DC = "http://www.omg.org/spec/DD/20100524/DC";
    private static final String DI = "http://www.omg.org/spec/DD/20100524/DI";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    static final String MODELER = "http://camunda.org/schema/modeler/1.0";
    static final String TARGET = "https://fengsui.org/plan";

    // Sizes in diagram units. A task is wide enough for 14 Han characters a line, and for three lines.
    private static final int TASK_WIDTH = 180;
    private static final int TASK_HEIGHT = 80;
    private static final int TASK_GAP = 30;
    private static final int COLUMNS = 7;
    private static final int ROW = 136;
    private static final int FIRST_ROW = 88;
    private static final int FIRST_COLUMN = 215;
    private static final int EVENT = 36;
    private static final int GATEWAY = 50;

    record Box(int x, int y, int width, int height) {
        int right() {
            return x + width;
        }

        int bottom() {
            return y + height;
        }

        int centerX() {
            return x + width / 2;
        }

        int centerY() {
            return y + height / 2;
        }

        static Box around(int centerX, int centerY, int size) {
            return new Box(centerX - size / 2, centerY - size / 2, size, size);
        }
    }

    private record Point(int x, int y) {
    }

    private record Flow(String source, String target, String condition, String name, List<Point> points, Box label) {
        String id() {
            return "flow_" + source + "-" + target;
        }
    }

    /** What an element has besides id, name and place. */
    private enum Kind { START, END, TASK, HOLD, GATEWAY, SUBPROCESS, EVENT_SUBPROCESS, BOUNDARY }

    private static class Node {
        final Kind kind;
        final String id;
        final String name;
        final Box box;
        /** Message of an event or of the receive task. */
        String message;
        String attachedTo;
        Box label;
        Plan.Action action;
        final List<Node> children = new ArrayList<>();
        final List<Flow> flows = new ArrayList<>();

        Node(Kind kind, String id, String name, Box box) {
            this.kind = kind;
            this.id = id;
            this.name = name;
            this.box = box;
        }

        Node message(String text) {
            message = text;
            return this;
        }

        Node label(int x, int y, int width) {
            label = new Box(x, y, width, 14);
            return this;
        }

        Node labelBelow() {
            return label(box.centerX() - 40, box.bottom() + 6, 80);
        }
    }

    private final Plan plan;
    private final XmlWriter xml = new XmlWriter();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final Set<String> messages = new LinkedHashSet<>();

    private ProcessModel(Plan plan) {
        this.plan = plan;
    }

    static String write(Plan plan) {
        ProcessModel model = new ProcessModel(plan);
        model.build();
        return model.xml();
    }

    /** The condition under which a task is opened; the engine's side answers it. */
    static String condition(String actionKey) {
        return "${wanted.includes('" + actionKey + "')}";
    }

    /** The units that each get an own task of a district action; the engine's side answers it. */
    static String collection(String actionKey) {
        return "${wanted.units('" + actionKey + "')}";
    }

    private void build() {
        Node active = active(260, 80);
        int line = active.box.y + 90;
        Node start = new Node(Kind.START, "start_response", "启动响应", Box.around(190, line, EVENT)).labelBelow();
        Node ended = new Node(Kind.BOUNDARY, "boundary_ended", "结束响应",
                Box.around(active.box.right(), line + 100, EVENT)).message("response.ended");
        ended.attachedTo = active.id;
        ended.label(ended.box.right() + 2, ended.box.bottom() - 10, 60);
        nodes.add(start);
        nodes.add(active);
        nodes.add(ended);
        flows.add(straight(start, active));
        List<Plan.Action> closingActions = actions(Plan.Phase.CLOSING);
        if (closingActions.isEmpty()) {
            Node end = new Node(Kind.END, "end_response", "响应终止",
                    Box.around(active.box.right() + 160, line, EVENT));
            end.label(end.box.x - 22, end.box.y - 22, 80);
            nodes.add(end);
            flows.add(straight(active, end));
            flows.add(flow(ended, end, List.of(point(ended.box.right(), ended.box.centerY()),
                    point(end.box.centerX(), ended.box.centerY()), point(end.box.centerX(), end.box.bottom()))));
            return;
        }
        Node closing = block("subprocess_closing", "后期处置", "closing", "closing", closingActions,
                active.box.right() + 140, line - 60);
        Node end = new Node(Kind.END, "end_response", "响应终止",
                Box.around(closing.box.right() + 70, line, EVENT)).labelBelow();
        nodes.add(closing);
        nodes.add(end);
        flows.add(flow(active, closing, List.of(point(active.box.right(), line), point(closing.box.x, line))));
        flows.add(straight(ended, closing));
        flows.add(flow(closing, end, List.of(point(closing.box.right(), line), point(end.box.x, line))));
    }

    private Node active(int x, int y) {
        List<Node> content = new ArrayList<>();
        int line = y + 90;
        Node start = new Node(Kind.START, "start_active", "", Box.around(x + 70, line, EVENT));
        Node hold = new Node(Kind.HOLD, "receive_hold", "保持响应，等待结束",
                new Box(x + 140, line - TASK_HEIGHT / 2, TASK_WIDTH, TASK_HEIGHT)).message("response.hold");
        Node end = new Node(Kind.END, "end_active", "", Box.around(hold.box.right() + 70, line, EVENT));
        content.add(start);
        content.add(hold);
        content.add(end);
        List<Flow> inner = List.of(straight(start, hold), straight(hold, end));
        List<Plan.Group> groups = plan.groups();
        int width = groups.stream().mapToInt(group -> groupWidth(group.actions().size())).max().orElse(400);
        int top = y + 170;
        for (Plan.Group group : groups) {
            Node node = group(group, x + 40, top, width);
            content.add(node);
            top = node.box.bottom() + 40;
        }
        Node active = new Node(Kind.SUBPROCESS, "subprocess_active", "响应进行中",
                new Box(x, y, width + 80, Math.max(top - y, 260)));
        active.children.addAll(content);
        active.flows.addAll(inner);
        return active;
    }

    private Node group(Plan.Group group, int x, int y, int width) {
        String code = group.code();
        String levels = plan.levels().stream().filter(level -> group.levels().contains(level.code()))
                .map(Plan.Level::name).collect(Collectors.joining("、"));
        String situation = plan.situation(group.situation()).map(found -> "（" + found.name() + "）").orElse("");
        Node actions = block("actions_" + code, "响应行动", "actions_" + code, code, group.actions(), x + 130, y + 40);
        int line = actions.box.y + FIRST_ROW + TASK_HEIGHT / 2;
        Node start = new Node(Kind.START, "start_group_" + code, "开启", Box.around(x + 60, line, EVENT))
                .message("group." + code + ".opened").labelBelow();
        Node end = new Node(Kind.END, "end_group_" + code, "", Box.around(actions.box.right() + 60, line, EVENT));
        Node withdraw = new Node(Kind.BOUNDARY, "withdraw_" + code, "撤回",
                Box.around(actions.box.x + 60, actions.box.bottom(), EVENT)).message("group." + code + ".withdrawn");
        withdraw.attachedTo = actions.id;
        withdraw.label(withdraw.box.x - 36, withdraw.box.bottom() - 10, 30);
        Node withdrawn = new Node(Kind.END, "end_withdrawn_" + code, "已撤回",
                Box.around(actions.box.x + 160, actions.box.bottom() + 45, EVENT));
        withdrawn.label(withdrawn.box.right() + 6, withdrawn.box.centerY() - 7, 50);
        Node node = new Node(Kind.EVENT_SUBPROCESS, "group_" + code, levels + situation,
                new Box(x, y, width, withdrawn.box.bottom() + 20 - y));
        node.children.addAll(List.of(start, actions, end, withdraw, withdrawn));
        node.flows.add(straight(start, actions));
        node.flows.add(flow(actions, end, List.of(point(actions.box.right(), line), point(end.box.x, line))));
        node.flows.add(flow(withdraw, withdrawn, List.of(point(withdraw.box.centerX(), withdraw.box.bottom()),
                point(withdraw.box.centerX(), withdrawn.box.centerY()),
                point(withdrawn.box.x, withdrawn.box.centerY()))));
        return node;
    }

    private static int groupWidth(int tasks) {
        return 130 + blockWidth(tasks) + 60 + EVENT / 2 + 30;
    }

    private static int blockWidth(int tasks) {
        int columns = Math.min(COLUMNS, tasks);
        return FIRST_COLUMN + columns * (TASK_WIDTH + TASK_GAP) + 60 + EVENT / 2 + 20;
    }

    /**
     * A sub-process that opens those of its tasks that are still wanted. Every row of tasks has a channel above it for
     * the flows in and one below it for the flows out, so that no flow crosses a task.
     */
    private Node block(String id, String name, String ends, String code, List<Plan.Action> actions, int x, int y) {
        int columns = Math.min(COLUMNS, actions.size());
        int rows = (actions.size() + COLUMNS - 1) / COLUMNS;
        int line = y + FIRST_ROW + TASK_HEIGHT / 2;
        int busIn = x + FIRST_COLUMN - 28;
        int busOut = x + FIRST_COLUMN + columns * (TASK_WIDTH + TASK_GAP);
        Node block = new Node(Kind.SUBPROCESS, id, name,
                new Box(x, y, blockWidth(actions.size()), FIRST_ROW + (rows - 1) * ROW + TASK_HEIGHT + 50));
        Node start = new Node(Kind.START, "start_" + ends, "", Box.around(x + 50, line, EVENT));
        Node gateway = new Node(Kind.GATEWAY, "gateway_" + code, "仍需执行的", Box.around(x + 130, line, GATEWAY));
        gateway.label(gateway.box.centerX() - 45, gateway.box.bottom() + 6, 90);
        Node end = new Node(Kind.END, "end_" + ends, "", Box.around(busOut + 60, line, EVENT));
        block.children.addAll(List.of(start, gateway));
        block.flows.add(straight(start, gateway));
        List<Flow> out = new ArrayList<>();
        for (int i = 0; i < actions.size(); i++) {
            Plan.Action action = actions.get(i);
            Box box = new Box(x + FIRST_COLUMN + i % COLUMNS * (TASK_WIDTH + TASK_GAP),
                    y + FIRST_ROW + i / COLUMNS * ROW, TASK_WIDTH, TASK_HEIGHT);
            Node task = new Node(Kind.TASK, action.element(), action.title(), box);
            task.action = action;
            block.children.add(task);
            int above = box.y - 20;
            int below = box.bottom() + 16;
            block.flows.add(new Flow(gateway.id, task.id, condition(action.key()), "", List.of(
                    point(gateway.box.right(), line), point(busIn, line), point(busIn, above),
                    point(box.centerX(), above), point(box.centerX(), box.y)), null));
            out.add(flow(task, end, List.of(point(box.centerX(), box.bottom()), point(box.centerX(), below),
                    point(busOut, below), point(busOut, line), point(end.box.x, line))));
        }
        block.children.add(end);
        block.flows.addAll(out);
        int over = y + 44;
        block.flows.add(new Flow(gateway.id, end.id, null, "均无需执行", List.of(
                point(gateway.box.centerX(), gateway.box.y), point(gateway.box.centerX(), over),
                point(end.box.centerX(), over), point(end.box.centerX(), end.box.y)),
                new Box(gateway.box.centerX() - 76, over + 10, 70, 14)));
        return block;
    }

    private List<Plan.Action> actions(Plan.Phase phase) {
        return plan.actions().stream().filter(action -> action.phase() == phase).toList();
    }

    /** Flow to the right, at the height of the smaller of the two. */
    private static Flow straight(Node source, Node target) {
        int y = source.box.height < target.box.height ? source.box.centerY() : target.box.centerY();
        return flow(source, target, List.of(point(source.box.right(), y), point(target.box.x, y)));
    }

    private static Flow flow(Node source, Node target, List<Point> points) {
        return new Flow(source.id, target.id, null, "", points, null);
    }

    private static Point point(int x, int y) {
        return new Point(x, y);
    }

    private String xml() {
        nodes.forEach(this::collectMessages);
        xml.start("bpmn:definitions", "xmlns:bpmn", BPMN, "xmlns:bpmndi", BPMNDI, "xmlns:dc", DC, "xmlns:di", DI,
                "xmlns:xsi", XSI, "xmlns:camunda", CAMUNDA, "xmlns:modeler", MODELER,
                "id", "definitions_" + plan.key(), "targetNamespace", TARGET, "exporter", "Fengsui",
                "modeler:executionPlatform", "Camunda Platform", "modeler:executionPlatformVersion", "7.24.0");
        xml.start("bpmn:process", "id", plan.key(), "name", plan.name(), "isExecutable", "true",
                "camunda:historyTimeToLive", "P30D");
        properties(PlanProperties.of(plan));
        content(nodes, flows);
        xml.end();
        messages.forEach(message -> xml.empty("bpmn:message", "id", messageId(message), "name", message));
        diagram();
        return xml.end().toString();
    }

    private void collectMessages(Node node) {
        if (node.message != null) {
            messages.add(node.message);
        }
        node.children.forEach(this::collectMessages);
    }

    private static String messageId(String message) {
        return "message_" + message;
    }

    private void content(List<Node> children, List<Flow> between) {
        children.forEach(child -> node(child, between));
        for (Flow flow : between) {
            String[] attributes = {"id", flow.id(), "name", empty(flow.name()), "sourceRef", flow.source(),
                "targetRef", flow.target()};
            if (flow.condition() == null) {
                xml.empty("bpmn:sequenceFlow", attributes);
            } else {
                xml.start("bpmn:sequenceFlow", attributes);
                xml.text("bpmn:conditionExpression", flow.condition(), "xsi:type", "bpmn:tFormalExpression");
                xml.end();
            }
        }
    }

    private void node(Node node, List<Flow> between) {
        String name = empty(node.name);
        switch (node.kind) {
            case START -> xml.start("bpmn:startEvent", "id", node.id, "name", name,
                    "isInterrupting", node.message == null ? null : "false");
            case END -> xml.start("bpmn:endEvent", "id", node.id, "name", name);
            case BOUNDARY -> xml.start("bpmn:boundaryEvent", "id", node.id, "name", name,
                    "attachedToRef", node.attachedTo);
            case TASK -> xml.start("bpmn:userTask", "id", node.id, "name", name);
            case HOLD -> xml.start("bpmn:receiveTask", "id", node.id, "name", name,
                    "messageRef", messageId(node.message));
            case GATEWAY -> xml.start("bpmn:inclusiveGateway", "id", node.id, "name", name,
                    "default", between.stream().filter(flow -> flow.source().equals(node.id)
                            && flow.condition() == null).findFirst().orElseThrow().id());
            case SUBPROCESS -> xml.start("bpmn:subProcess", "id", node.id, "name", name);
            case EVENT_SUBPROCESS -> xml.start("bpmn:subProcess", "id", node.id, "name", name,
                    "triggeredByEvent", "true");
        }
        if (node.action != null) {
            if (!node.action.text().isEmpty()) {
                xml.text("bpmn:documentation", node.action.text());
            }
            properties(PlanProperties.of(plan, node.action, plan.actions().indexOf(node.action) + 1));
        }
        between.stream().filter(flow -> flow.target().equals(node.id))
                .forEach(flow -> xml.text("bpmn:incoming", flow.id()));
        between.stream().filter(flow -> flow.source().equals(node.id))
                .forEach(flow -> xml.text("bpmn:outgoing", flow.id()));
        if (node.action != null && node.action.everyDistrict()) {
            xml.empty("bpmn:multiInstanceLoopCharacteristics",
                    "camunda:collection", collection(node.action.key()), "camunda:elementVariable", "unit");
        } else if (node.action != null && node.action.recurs()) {
            xml.empty("bpmn:standardLoopCharacteristics");
        }
        content(node.children, node.flows);
        if (node.message != null && node.kind != Kind.HOLD) {
            xml.empty("bpmn:messageEventDefinition", "id", "definition_" + node.id,
                    "messageRef", messageId(node.message));
        }
        xml.end();
    }

    private void properties(Map<String, String> properties) {
        xml.start("bpmn:extensionElements").start("camunda:properties");
        properties.forEach((name, value) -> xml.empty("camunda:property", "name", name, "value", value));
        xml.end().end();
    }

    private static String empty(String text) {
        return text.isEmpty() ? null : text;
    }

    private void diagram() {
        xml.start("bpmndi:BPMNDiagram", "id", "diagram_" + plan.key());
        xml.start("bpmndi:BPMNPlane", "id", "plane_" + plan.key(), "bpmnElement", plan.key());
        shapes(nodes, flows);
        xml.end().end();
    }

    private void shapes(List<Node> children, List<Flow> between) {
        for (Node node : children) {
            boolean container = node.kind == Kind.SUBPROCESS || node.kind == Kind.EVENT_SUBPROCESS;
            xml.start("bpmndi:BPMNShape", "id", "shape_" + node.id, "bpmnElement", node.id,
                    "isExpanded", container ? "true" : null);
            bounds(node.box);
            label(node.label);
            xml.end();
            shapes(node.children, node.flows);
        }
        for (Flow flow : between) {
            xml.start("bpmndi:BPMNEdge", "id", "edge_" + flow.id(), "bpmnElement", flow.id());
            List<Point> points = bends(flow.points());
            points.forEach(point -> xml.empty("di:waypoint", "x", String.valueOf(point.x()),
                    "y", String.valueOf(point.y())));
            label(flow.label());
            xml.end();
        }
    }

    /** Without the points that lie on the straight line between their neighbours. */
    private static List<Point> bends(List<Point> points) {
        List<Point> bends = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            boolean inner = i > 0 && i < points.size() - 1;
            boolean straight = inner && (points.get(i - 1).x() == point.x() && point.x() == points.get(i + 1).x()
                    || points.get(i - 1).y() == point.y() && point.y() == points.get(i + 1).y());
            if (!straight) {
                bends.add(point);
            }
        }
        return bends;
    }

    private void label(Box label) {
        if (label != null) {
            xml.start("bpmndi:BPMNLabel");
            bounds(label);
            xml.end();
        }
    }

    private void bounds(Box box) {
        xml.empty("dc:Bounds", "x", String.valueOf(box.x()), "y", String.valueOf(box.y()),
                "width", String.valueOf(box.width()), "height", String.valueOf(box.height()));
    }
}
