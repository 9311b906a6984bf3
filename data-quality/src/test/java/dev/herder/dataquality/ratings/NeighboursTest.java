package dev.herder.dataquality.ratings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NeighboursTest {
  /** Who asks for more neighbours than there are asks all, whatever the number. */
  @Test
  void moreNeighboursThanRowsAreAllOfThem() {
    double[] ratings = {1, 2, 4, 8, 16};
    double[][] scores = {{0.1, 0.2, 0.3, Double.NaN, 0.5}};
    boolean[] trusted = {true, true, false, true, true};
    Neighbours all = new Neighbours(ratings, scores, ratings.length, trusted);
    Neighbours more = new Neighbours(ratings, scores, Integer.MAX_VALUE, trusted);
    for (int row = 0; row < ratings.length; row++) {
      assertEquals(all.of(row), more.of(row));
    }
    assertEquals(2, more.of(2));
  }
}
