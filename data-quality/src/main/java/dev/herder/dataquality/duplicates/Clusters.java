package dev.herder.dataquality.duplicates;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Groups of unit vectors by spherical k-means: Lloyd's steps with cosine similarity. */
final class Clusters {
  private static final int STEPS = 10;

  private Clusters() {}

  /**
   * The cluster of each vector; the same seed gives the same clusters.
   *
   * @param vectors of length 1
   * @param count of clusters; 1 puts all into one
   */
  static int[] of(List<float[]> vectors, int count, long seed) {
    int[] cluster = new int[vectors.size()];
    if (count <= 1 || vectors.isEmpty()) {
      return cluster;
    }
    int width = vectors.get(0).length;
    float[][] centres = new float[count][];
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      centres[i] = vectors.get(random.nextInt(vectors.size())).clone();
    }
    for (int step = 0; step < STEPS; step++) {
      double[][] sums = new double[count][width];
      boolean moved = false;
      for (int i = 0; i < cluster.length; i++) {
        int nearest = nearest(vectors.get(i), centres);
        moved |= nearest != cluster[i];
        cluster[i] = nearest;
        for (int j = 0; j < width; j++) {
          sums[nearest][j] += vectors.get(i)[j];
        }
      }
      if (!moved && step > 0) {
        break;
      }
      for (int i = 0; i < count; i++) {
        // A cluster that lost all its vectors stays where it was.
        if (Arrays.stream(sums[i]).anyMatch(value -> value != 0)) {
          centres[i] = unit(sums[i]);
        }
      }
    }
    return cluster;
  }

  private static int nearest(float[] vector, float[][] centres) {
    int nearest = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < centres.length; i++) {
      double cosine = dot(vector, centres[i]);
      if (cosine > most) {
        most = cosine;
        nearest = i;
      }
    }
    return nearest;
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private static float[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(value -> value * value).sum());
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  /** The vector scaled to length 1; one of zeros stays as it is. */
  static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] unit = vector.clone();
    for (int i = 0; i < unit.length && length > 0; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }
}
