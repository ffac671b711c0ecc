# SPDX-License-Identifier: Apache-2.0
quoted <- function(text) {
  text <- gsub("\\", "\\\\", text, fixed = TRUE)
  text <- gsub("\"", "\\\"", text, fixed = TRUE)
  text <- gsub("\r", "\\r", text, fixed = TRUE)
  text <- gsub("\n", "\\n", text, fixed = TRUE)
  text <- gsub("\t", "\\t", text, fixed = TRUE)
  paste0("\"", text, "\"")
}
row <- function(cells) paste0("[", paste(quoted(cells), collapse = ","), "]")
for (name in commandArgs(trailingOnly = TRUE)) {
  as_text <- read.csv(name, colClasses = "character", na.strings = character(0), encoding = "UTF-8",
                      check.names = FALSE, strip.white = FALSE, comment.char = "")
  inferred <- read.csv(name, encoding = "UTF-8", check.names = FALSE)
  sums <- c()
  for (column in intersect(c("value", "min", "max"), names(inferred)))
    if (is.numeric(inferred[[column]]))
      sums[column] <- format(sum(inferred[[column]], na.rm = TRUE), scientific = FALSE, digits = 15)
  rows <- c(row(names(as_text)), apply(as.matrix(as_text), 1, row))
  cat("{\"rows\":[", paste(rows, collapse = ","), "],\"sums\":{",
      if (length(sums)) paste0("\"", names(sums), "\":", sums, collapse = ","), "}}\n", sep = "")
}
