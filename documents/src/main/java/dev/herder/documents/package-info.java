/** Documents in, on core only: text out of office and web formats, cut into chunks. */
@NullMarked
package dev.herder.documents;

import org.jspecify.annotations.NullMarked;
