package org.fengsui.plan;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An element of a parsed model, which knows its line. */
class XmlElement {

    /** The text is no XML, or XML that a model must not use (DOCTYPE, entities, too deep, too large). */
    static class Refused extends Exception {
        private final String code;
        private final int line;

        Refused(String code, int line, Throwable cause) {
            super(code + " at line " + line, cause);
            this.code = code;
            this.line = line;
        }

        String code() {
            return code;
        }

        int line() {
            return line;
        }
    }

    private static final int DEEPEST = 40;
    private static final int MOST_ELEMENTS = 200_000;

    final String namespace;
    final String name;
    final int line;
    final Map<QName, String> attributes = new LinkedHashMap<>();
    final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlElement(String namespace, String name, int line) {
        this.namespace = namespace == null ? "" : namespace;
        this.name = name;
        this.line = line;
    }

    static XmlElement parse(String xml) throws Refused {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        Deque<XmlElement> open = new ArrayDeque<>();
        XmlElement root = null;
        int count = 0;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                int line = reader.getLocation().getLineNumber();
                if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    throw new Refused("xml-doctype", line, null);
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    if (open.size() >= DEEPEST || ++count > MOST_ELEMENTS) {
                        throw new Refused("xml-too-large", line, null);
                    }
                    XmlElement element = new XmlElement(reader.getNamespaceURI(), reader.getLocalName(), line);
                    for (int i = 0; i < reader.getAttributeCount(); i++) {
                        element.attributes.put(reader.getAttributeName(i), reader.getAttributeValue(i));
                    }
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.peek().children.add(element);
                    }
                    open.push(element);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    open.pop();
                } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                    open.peek().text.append(reader.getText());
                }
            }
            return root;
        } catch (XMLStreamException e) {
            throw new Refused("xml-broken", e.getLocation() == null ? 1 : e.getLocation().getLineNumber(), e);
        }
    }

    boolean is(String otherNamespace, String otherName) {
        return namespace.equals(otherNamespace) && name.equals(otherName);
    }

    /** Value of an attribute without namespace, empty when absent. */
    String attribute(String attribute) {
        return attributes.getOrDefault(new QName(attribute), "");
    }

    String attribute(String attributeNamespace, String attribute) {
        return attributes.getOrDefault(new QName(attributeNamespace, attribute), "");
    }

    String id() {
        return attribute("id");
    }

    String text() {
        return text.toString();
    }

    List<XmlElement> all(String childName) {
        return children.stream().filter(child -> child.is(namespace, childName)).toList();
    }

    Optional<XmlElement> first(String childName) {
        return all(childName).stream().findFirst();
    }

    Optional<XmlElement> first(String childNamespace, String childName) {
        return children.stream().filter(child -> child.is(childNamespace, childName)).findFirst();
    }

    /** Text of the first child of this name in the same namespace, empty when absent. */
    String textOf(String childName) {
        return first(childName).map(XmlElement::text).orElse("");
    }

    /** Where it stands, for a problem: id (or name) and line. */
    String where() {
        return (id().isEmpty() ? name : id()) + ":" + line;
    }
}
