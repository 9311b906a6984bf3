package dev.herder.core.report;

/**
 * A named sequence of points with x in ascending order.
 *
 * <p>A y that is NaN or infinite is a gap.
 */
public final class Series {
  private final String name;
  private final double[] x;
  private final double[] y;

  private Series(String name, double[] x, double[] y) {
    this.name = name;
    this.x = x;
    this.y = y;
  }

  /**
   * A series of points.
   *
   * @param x finite, never descending
   * @param y as many as x
   * @throws IllegalArgumentException if the lengths differ or x is not in order
   */
  public static Series of(String name, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(name + ": " + x.length + " x and " + y.length + " y");
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i]) || (i > 0 && x[i] < x[i - 1])) {
        throw new IllegalArgumentException(name + ": x[" + i + "] = " + x[i] + " is out of order");
      }
    }
    return new Series(name, x.clone(), y.clone());
  }

  /** A series over 1, 2, 3, ... */
  public static Series of(String name, double... y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
    }
    return new Series(name, x, y.clone());
  }

  /** The same points under another name. */
  public Series named(String newName) {
    return new Series(newName, x, y);
  }

  /** The same series with every y times a factor. */
  public Series scaled(double factor) {
    double[] product = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      product[i] = factor * y[i];
    }
    return new Series(name, x, product);
  }

  public String name() {
    return name;
  }

  public int size() {
    return x.length;
  }

  public double x(int i) {
    return x[i];
  }

  public double y(int i) {
    return y[i];
  }

  /** The values, gaps included; a copy. */
  public double[] values() {
    return y.clone();
  }

  /** How many values are finite. */
  public int finite() {
    int count = 0;
    for (double value : y) {
      count += Double.isFinite(value) ? 1 : 0;
    }
    return count;
  }
}
