/** The data quality stack: cleaning, deduplication, decontamination and mixing, on core only. */
@NullMarked
package dev.herder.dataquality;

import org.jspecify.annotations.NullMarked;
