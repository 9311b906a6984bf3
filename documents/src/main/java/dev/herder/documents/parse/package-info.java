/** Parsers of formats that are not plain text, run in a process of their own. */
@NullMarked
package dev.herder.documents.parse;

import org.jspecify.annotations.NullMarked;
