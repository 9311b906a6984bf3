package dev.herder.core.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void textAndAttributesCannotBecomeMarkup() {
    assertEquals(
        "<a title=\"&quot;&gt;&lt;b&#39;\">&lt;/a&gt; &amp;amp; \n\t</a>",
        new Markup().leaf("a", "</a> &amp; \n\t", "title", "\"><b'").toString());
  }

  @Test
  void whatCannotBeShownIsMadeVisible() {
    assertEquals(
        "<p>␀␍␛␡\ufffd\ufffd\ufffd🙂é</p>",
        new Markup().leaf("p", "\u0000\r\u001b\u007f\u0085\ud800\uffff🙂é").toString());
  }

  @Test
  void preformattedTextKeepsItsFirstNewline() {
    assertEquals(
        "<pre dir=\"auto\">\n\n x</pre>",
        new Markup().preformatted("\n x", "dir", "auto").toString());
  }

  @Test
  void dataCannotEndItsElement() {
    assertEquals(
        "<script type=\"application/json\">[\"\\u003c/script\\u003e\\u003c!-- \\u0026\"]</script>",
        new Markup().data("[\"</script><!-- &\"]").toString());
  }

  @Test
  void anElementIsClosedByItsOwnEndTag() {
    assertThrows(IllegalStateException.class, () -> new Markup().close("p"));
    assertThrows(IllegalStateException.class, () -> new Markup().open("b").open("p").close("b"));
    assertThrows(IllegalStateException.class, () -> new Markup().open("p").toString());
  }

  @Test
  void aResourceThatWouldEndItsElementIsRefused() {
    assertEquals("<style>a > b {}</style>", new Markup().resource("style", "a > b {}").toString());
    assertThrows(IllegalArgumentException.class, () -> new Markup().resource("style", "</style>"));
  }
}
