/** Ratings that disagree with their neighbours. */
@NullMarked
package dev.herder.dataquality.ratings;

import org.jspecify.annotations.NullMarked;
