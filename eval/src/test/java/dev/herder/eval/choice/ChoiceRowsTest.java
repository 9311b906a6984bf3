package dev.herder.eval.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herder.core.data.DataException;
import dev.herder.eval.choice.ChoiceItem.Style;
import dev.herder.eval.items.ItemFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceRowsTest {
  @TempDir Path folder;

  private ChoiceItem read(String row) throws Exception {
    Path file = Files.writeString(folder.resolve("items.jsonl"), row.replace('\'', '"') + "\n");
    return ItemFile.read(file, ChoiceRows::parse).get(0);
  }

  @Test
  void readsMmlu() throws Exception {
    for (String answer : List.of("2", "'2'", "'C'")) {
      ChoiceItem item =
          read(
              "{'question':' Which is wet? ','subject':'daily_life','choices':['sand','air','rain'],"
                  + "'answer':"
                  + answer
                  + "}");
      assertEquals("Which is wet?", item.question());
      assertEquals(List.of("sand", "air", "rain"), item.choices());
      assertEquals(2, item.answer());
      assertEquals("daily_life", item.category());
      assertEquals(Style.LETTERS, item.style());
      assertEquals("1", item.id());
    }
  }

  @Test
  void readsColumnsOfLetters() throws Exception {
    ChoiceItem item = read("{'input':'2+2?','A':'3','B':4,'C':'5','target':'B'}");
    assertEquals(List.of("3", "4", "5"), item.choices());
    assertEquals(1, item.answer());
  }

  @Test
  void readsMmluPro() throws Exception {
    ChoiceItem item =
        read(
            "{'question_id':70,'question':'Q','options':['a','b','c'],'answer':'C','answer_index':2,"
                + "'category':'law'}");
    assertEquals("70", item.id());
    assertEquals(2, item.answer());
    assertEquals("law", item.category());
  }

  @Test
  void readsArcAsPublishedAndAsExported() throws Exception {
    ChoiceItem published =
        read(
            "{'id':'M_1','question':{'stem':'Why?','choices':[{'text':'so','label':'1'},{'text':'no',"
                + "'label':'2'}]},'answerKey':'2'}");
    ChoiceItem exported =
        read(
            "{'id':'M_1','question':'Why?','choices':{'text':['so','no'],'label':['1','2']},"
                + "'answerKey':'2'}");
    assertEquals(published, exported);
    assertEquals(1, published.answer());
    assertEquals(Style.CLOZE, published.style());
    assertEquals("M_1", published.id());
  }

  @Test
  void readsOpenBookQaAndPiqa() throws Exception {
    ChoiceItem open =
        read(
            "{'id':'7-1','question_stem':'Rain is','choices':{'text':['wet','dry'],'label':['A','B']},"
                + "'answerKey':'A'}");
    assertEquals(Style.CONTINUATION, open.style());
    ChoiceItem piqa = read("{'goal':'Cool soup','sol1':'blow','sol2':'boil','label':0}");
    assertEquals(List.of("blow", "boil"), piqa.choices());
    assertEquals(Style.CLOZE, piqa.style());
  }

  @Test
  void readsHellaSwagWithoutItsMarks() throws Exception {
    ChoiceItem item =
        read(
            "{'ind':14,'activity_label':'Tea','ctx_a':'Water [header] boils.','ctx_b':'the CUP',"
                + "'ctx':'x','endings':['waits [title] here','[step] flies'],'label':'1'}");
    assertEquals("Tea: Water boils. The cup", item.question());
    assertEquals(List.of("waits. here", " flies"), item.choices());
    assertEquals(Style.CONTINUATION, item.style());
    assertEquals("14", item.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'question':'Q','choices':['a','b'],'answer':2} | answer",
        "{'question':'Q','choices':['a','b'],'answer':'x'} | answer",
        "{'question':'Q','choices':['a','b']} | answer",
        "{'question':'Q','choices':['a'],'answer':0} | choices",
        "{'question':'','choices':['a','b'],'answer':0} | question",
        "{'question':'Q','choices':{'text':['a','b'],'label':['A']},'answerKey':'A'} | choices.label",
        "{'question':'Q','choices':{'text':['a','b'],'label':['A','B']},'answerKey':'C'} | answerKey",
        "{'question':{'stem':'Q','choices':[{'text':'a'}]},'answerKey':'A'} | question.choices[0].label",
        "{'question':'Q','answer':0} | ~~",
      })
  void refusesRowsWithoutAnAnswer(String row, String key) {
    DataException e = assertThrows(DataException.class, () -> read(row));
    assertEquals(key, e.problems().first().get(0).key());
    assertEquals(1, e.problems().first().get(0).source().line());
  }

  @Test
  void rotatesTheChoicesAndFollowsTheAnswer() throws Exception {
    ChoiceItem item = read("{'question':'Q','choices':['a','b','c'],'answer':0}").rotated(1);
    assertEquals(List.of("b", "c", "a"), item.choices());
    assertEquals(2, item.answer());
    assertEquals(List.of("c", "a", "b"), item.rotated(1).choices());
    assertEquals(item, item.rotated(3));
  }
}
