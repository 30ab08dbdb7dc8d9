package org.fengsui.plan;

/** A plan's models as text: BPMN 2.0 and DMN 1.3. */
public record Models(String bpmn, String dmn) {
}
