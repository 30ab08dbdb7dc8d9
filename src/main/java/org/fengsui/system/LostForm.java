package org.fengsui.system;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A form that was sent when its sign-in had ended (登录失效): kept until whoever sent it has signed in again.
 *
 * @param address where it was sent, with the query
 * @param fields  what was sent, without the mark against forgery
 * @param files   whether there were files; they are not kept
 */
record LostForm(String address, Map<String, List<String>> fields, boolean files) implements Serializable {
}
