package dev.herder.dpo;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A view of two lists as one. */
final class Joined<E> extends AbstractList<E> implements RandomAccess {
  private final List<E> first;
  private final List<E> second;

  Joined(List<E> first, List<E> second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public E get(int index) {
    return index < first.size() ? first.get(index) : second.get(index - first.size());
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }
}
