package dev.herder.dataquality.mixing;

import java.util.List;

/** How many rows each source gives. */
final class Quotas {
  private Quotas() {}

  /**
   * The quotas of a mix.
   *
   * @param weights of the sources, above 0
   * @param available the most that each can give
   * @param rows of the mix; 0 for as many as the ratio lets
   * @return by the largest remainders, so that they add up to the rows; a source that cannot give
   *     its part gives all it can, and nothing takes its place
   */
  static long[] of(List<Double> weights, long[] available, long rows) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    long total = rows;
    if (rows == 0) {
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < available.length; i++) {
        // The factor makes up for what shares such as 0.1 lack in binary.
        least = Math.min(least, available[i] / (weights.get(i) / sum) * (1 + 1e-12));
      }
      total = (long) Math.floor(least);
    }
    long[] quotas = new long[available.length];
    double[] remainders = new double[available.length];
    long given = 0;
    for (int i = 0; i < quotas.length; i++) {
      double part = weights.get(i) / sum * total;
      quotas[i] = (long) Math.floor(part + 1e-9);
      remainders[i] = part - quotas[i];
      given += quotas[i];
    }
    for (; given < total; given++) {
      int largest = 0;
      for (int i = 1; i < quotas.length; i++) {
        largest = remainders[i] > remainders[largest] ? i : largest;
      }
      quotas[largest]++;
      remainders[largest] = -1;
    }
    for (int i = 0; i < quotas.length; i++) {
      quotas[i] = Math.min(quotas[i], available[i]);
    }
    return quotas;
  }
}
