package org.fengsui.pdf;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.ViewResolver;

/**
 * A page's template, made into a PDF. Templates for it are well-formed XML with a style of their own ({@code print/}),
 * and show the parts that the page shows. Nothing is fetched: neither pictures nor styles nor links are followed.
 *
 * <p>The font is Noto Sans SC, without the code points that double others: it comes with the program (see
 * {@code src/main/frontend/font.mjs}), is read when the first PDF is made, and only the letters used go into the file.
 */
@Component
public class PdfPages {

    /** The family by which styles name the font. */
    private static final String FAMILY = "Fengsui";
    private static final ClassPathResource FONT = new ClassPathResource("fonts/noto-sans-sc.ttf");
    private static final int WEIGHT = 400;

    private final ViewResolver templates;

    PdfPages(ViewResolver thymeleafViewResolver) {
        templates = thymeleafViewResolver;
        XRLog.setLoggingEnabled(false);
    }

    /**
     * @param template name of the template
     * @param file     name under which a browser keeps it
     */
    public View of(String template, String file) {
        return (model, request, answer) -> render(template, file, model, request, answer);
    }

    private void render(String template, String file, Map<String, ?> model, HttpServletRequest request,
                        HttpServletResponse answer) throws Exception {
        Locale locale = LocaleContextHolder.getLocale();
        Captured captured = new Captured(answer);
        templates.resolveViewName(template, locale).render(model, request, captured);
        byte[] pdf = pdf(captured.text());
        answer.setContentType(MediaType.APPLICATION_PDF_VALUE);
        answer.setHeader(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.inline().filename(file).build().toString());
        answer.setContentLength(pdf.length);
        try (OutputStream out = answer.getOutputStream()) {
            out.write(pdf);
        }
    }

    /** @param page well-formed XML */
    static byte[] pdf(String page) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.useFont(PdfPages::font, FAMILY, WEIGHT, FontStyle.NORMAL, true);
        builder.useUriResolver((base, address) -> null);
        builder.withHtmlContent(page, null);
        builder.toStream(out);
        builder.run();
        return out.toByteArray();
    }

    private static InputStream font() {
        try {
            return FONT.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what a template writes, and lets nothing of it reach the answer. */
    private static final class Captured extends HttpServletResponseWrapper {

        private final StringWriter text = new StringWriter();
        private final PrintWriter writer = new PrintWriter(text);

        Captured(HttpServletResponse answer) {
            super(answer);
        }

        String text() {
            writer.flush();
            return text.toString();
        }

        @Override
        public PrintWriter getWriter() {
            return writer;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(int letter) {
                    throw new UnsupportedOperationException("templates write text");
                }
            };
        }

        @Override
        public void setContentType(String type) {
            // The answer is a PDF.
        }

        @Override
        public void setCharacterEncoding(String encoding) {
            // Likewise.
        }

        @Override
        public void flushBuffer() {
            // Nothing is sent before the PDF is whole.
        }
    }
}
