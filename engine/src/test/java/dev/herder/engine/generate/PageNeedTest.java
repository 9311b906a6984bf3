package dev.herder.engine.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageNeedTest {
  /** Prompt tokens, new tokens, samples, tokens of a page; pages by hand. */
  @ParameterizedTest
  @CsvSource({
    "256,64,16,16,80",
    "44,284,10,16,192",
    "250,64,16,16,95",
    "1000,284,30,16,632",
    "16,1,1,16,2",
    "1,15,3,16,3",
    "1,16,3,16,6",
    "15,1,2,16,2"
  })
  void pagesAreThoseOfTheFormula(int prompt, int fresh, int samples, int page, int expected) {
    assertEquals(expected, PageNeed.of(prompt, fresh, page).total(samples));
  }
}
