#pragma once
// The columns that a network reads or predicts, what becomes of their cells, and cells that do not come from a file.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/error.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop {

/// What becomes of cells that say nothing.
enum class Missing : std::uint8_t {
  refuse,  ///< a DataError that counts them, column by column
  median,  ///< the median of the training rows, and one more input that is 1 where the cell was missing; words: zeros and that input
  drop,    ///< rows that miss a cell are left out of all splits; a model of them refuses to predict such rows: every row has its answer
};

/// How a table is made into numbers.
struct Encoding {
  Missing missing = Missing::refuse;
  bool standardise_inputs = true;   ///< columns of numbers; words are 0 and 1
  bool standardise_targets = true;  ///< values; predictions come back in the file's units
  Index most_categories = 1000;     ///< a column of more is refused: it names rows, and is no category
  Names embed{};                    ///< columns of words that become one whole number each, for an `embedding`: Features::embedded
};

/// One column as inputs: a standardised number, or one 0 or 1 for each word; then, where training rows missed a cell, one more. An embedded
/// column of words is one whole number: the place of the word, -1 where the training rows did not have it; where they missed a cell,
/// missing cells have the number behind the last word's, otherwise -1, which is no category of an `embedding` and gives zeros.
struct Feature {
  std::string column{};
  bool text = false;
  bool indicator = false;
  bool embedded = false;
  double fill = std::numeric_limits<double>::quiet_NaN();  ///< in the place of a missing number; NaN: none
  double mean = 0, deviation = 1;
  std::vector<std::string> categories{};  ///< sorted
  /// inputs that say what the cell holds
  Index own_width() const { return text && !embedded ? static_cast<Index>(categories.size()) : 1; }
  Index width() const { return own_width() + (indicator && !embedded ? 1 : 0); }
  /// the number of an embedded cell that is missing
  Index missing_number() const { return indicator ? static_cast<Index>(categories.size()) : -1; }
  /// -1: the training rows did not have it
  Index category(std::string_view word) const {
    const auto at = std::lower_bound(categories.begin(), categories.end(), word);
    return at != categories.end() && *at == word ? static_cast<Index>(at - categories.begin()) : -1;
  }
};

/// One value that is predicted.
struct TargetColumn {
  std::string column{};
  double mean = 0, deviation = 1;
};

/// One cell of a row that does not come from a file: `Cell row[] = {3.5, "Bern", gp::Cell::missing()}`. A word means what it means in a
/// CSV file: spaces around it do not count, and "", "NA", "?" and the like (`says_nothing`) are missing unless they are a category.
struct Cell {
  double number = std::numeric_limits<double>::quiet_NaN();
  std::string_view word{};
  bool text = false;
  Cell(double value) : number(value) {}
  Cell(std::string_view value) : word(value), text(true) {}
  Cell(const char* value) : word(value), text(true) {}
  static Cell missing() { return {std::numeric_limits<double>::quiet_NaN()}; }
};

/// Cells of one column that the training rows had nothing like: words they did not have, or no word or number at all.
struct Unknown {
  std::string column{}, example{};  ///< no example: the cells are missing, and no training row missed one
  Index cells = 0;
  bool embedded = false;
  std::string warning() const {
    return example.empty() ? text("column \"", column, "\": ", cells, " cells are missing, no training row missed one")
                           : text("column \"", column, "\": ", cells, " cells such as \"", example,
                                  "\" are of no category of the training rows; their ", embedded ? "embedding is" : "inputs are", " zeros");
  }
};

}  // namespace genoprop
