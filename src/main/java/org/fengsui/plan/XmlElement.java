package org.fengsui.plan;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
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
import org.springframework.modulith.NamedInterface;

/**
 * An element of a parsed model, which knows its line. The way in for every XML text that somebody brings: no DOCTYPE, no
 * entities but the five of XML itself, nothing fetched from anywhere, and no more than a plan can need. Both gates read
 * with it, the reading of plans and the engine's own.
 */
@NamedInterface("xml")
public class XmlElement {

    /** The text is no XML, or XML that a model must not use (DOCTYPE, entities, too deep, too large). */
    @NamedInterface("xml")
    public static class Refused extends Exception {
        private final String code;
        private final int line;

        Refused(String code, int line, Throwable cause) {
            super(code + " at line " + line, cause);
            this.code = code;
            this.line = line;
        }

        public String code() {
            return code;
        }

        public int line() {
            return line;
        }
    }

    static final String TOO_LARGE = "xml-too-large";
    // Nanjing's plan has 54 actions: 0.5 million characters, 6,500 elements, 9 levels, and no text over 1,000 characters.
    /** Most characters of a model. */
    public static final int LARGEST = 4_000_000;
    /** Most elements within one another. */
    public static final int DEEPEST = 40;
    /** Most elements of a model: enough for the table of 80 stations with 4 levels each, 56,000. */
    public static final int MOST_ELEMENTS = 100_000;
    /** Most attributes of one element. */
    public static final int MOST_ATTRIBUTES = 30;
    /** Most characters of an attribute's value, or of an element's own text. */
    public static final int LONGEST = 20_000;

    final String namespace;
    final String name;
    final int line;
    final Map<QName, String> attributes = new LinkedHashMap<>();
    final List<XmlElement> children = new ArrayList<>();
    private final XmlElement parent;
    private final StringBuilder text = new StringBuilder();

    private XmlElement(XmlElement parent, String namespace, String name, int line) {
        this.parent = parent;
        this.namespace = namespace == null ? "" : namespace;
        this.name = name;
        this.line = line;
    }

    static XmlElement parse(String xml) throws Refused {
        if (xml.length() > LARGEST) {
            throw new Refused(TOO_LARGE, 1, null);
        }
        try {
            return parse(factory().createXMLStreamReader(new StringReader(xml)));
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /** Reads it in the encoding that it names itself, and refuses it where a byte is of another. */
    public static XmlElement parse(byte[] xml) throws Refused {
        if (xml.length > 4L * LARGEST) {
            throw new Refused(TOO_LARGE, 1, null);
        }
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            requireEncoded(xml, reader.getEncoding());
            return parse(reader);
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /** Of most encodings the parser itself would put a question mark for what it can't read. */
    private static void requireEncoded(byte[] xml, String encoding) throws Refused {
        if (!Charset.isSupported(encoding)) {
            throw new Refused("xml-encoding", 1, null);
        }
        ByteBuffer bytes = ByteBuffer.wrap(xml);
        CharBuffer sink = CharBuffer.allocate(8192);
        CharsetDecoder decoder = Charset.forName(encoding).newDecoder();
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            result = decoder.decode(bytes, sink.clear(), true);
        }
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < bytes.position(); i++) {
                line += xml[i] == '\n' ? 1 : 0;
            }
            throw new Refused("xml-encoding", line, null);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        return factory;
    }

    private static XmlElement parse(XMLStreamReader reader) throws Refused, XMLStreamException {
        Deque<XmlElement> open = new ArrayDeque<>();
        XmlElement root = null;
        int count = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            int line = reader.getLocation().getLineNumber();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new Refused("xml-doctype", line, null);
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                if (open.size() >= DEEPEST || ++count > MOST_ELEMENTS || reader.getAttributeCount() > MOST_ATTRIBUTES) {
                    throw new Refused(TOO_LARGE, line, null);
                }
                XmlElement element = new XmlElement(open.peek(), reader.getNamespaceURI(), reader.getLocalName(), line);
                for (int i = 0; i < reader.getAttributeCount(); i++) {
                    String value = reader.getAttributeValue(i);
                    if (value.length() > LONGEST) {
                        throw new Refused(TOO_LARGE, line, null);
                    }
                    element.attributes.put(reader.getAttributeName(i), value);
                }
                if (open.isEmpty()) {
                    root = element;
                } else {
                    open.peek().addChild(element);
                }
                open.push(element);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                StringBuilder text = open.peek().text.append(reader.getText());
                if (text.length() > LONGEST) {
                    throw new Refused(TOO_LARGE, line, null);
                }
            }
        }
        return root;
    }

    /** The spaces between children are no text: of a thousand children they would be too long for one. */
    private void addChild(XmlElement child) {
        if (text.toString().isBlank()) {
            text.setLength(0);
        }
        children.add(child);
    }

    private static Refused broken(XMLStreamException e) {
        return new Refused("xml-broken", e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber()), e);
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** Where its start tag ends, from 1. */
    public int line() {
        return line;
    }

    public Map<QName, String> attributes() {
        return attributes;
    }

    public List<XmlElement> children() {
        return children;
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

    public String text() {
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

    /** Its id; of an element that has none, the id of the nearest around it, or its own name when none has. */
    public String nearestId() {
        XmlElement element = this;
        while (element.parent != null && element.id().isEmpty()) {
            element = element.parent;
        }
        return element.id().isEmpty() ? name : element.id();
    }

    /** Where it stands, for a problem: id (see {@link #nearestId}) and line. */
    String where() {
        return nearestId() + ":" + line;
    }
}
