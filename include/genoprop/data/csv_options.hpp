#pragma once
// How a CSV file is read, where it does not speak for itself.

#include <optional>

#include <genoprop/data/table.hpp>

namespace genoprop {

/// How a CSV file is read. `load_csv("houses.csv", {.target = "price", .drop = "sold"})`
struct Csv {
  Names target{};                    ///< columns to be predicted; none: the table only has inputs
  Predict predict = Predict::suits;  ///< Predict::classes: numbers in the target are names of classes
  Names drop{};                      ///< columns that are not read
  Names only{};                      ///< if any: the columns that are read, the others are not
  Names text{};                      ///< columns whose cells are words even where they look like numbers or dates
  Names numbers{};                   ///< columns whose cells are numbers or missing, whatever the first rows look like
  std::optional<bool> header{};      ///< the first line names the columns; not said: it does, and is refused if it holds numbers
  char separator = 0;                ///< 0: of , ; tab and | the one that is most often in the first line
  char decimal = '.';                ///< ',' where the separator is another
  /// cells that say nothing, such as NA and ?; "-999" is every cell of that value in a column of numbers, as -999.0 is, and that text in
  /// one of words
  Names missing = Names(says_nothing);
  std::size_t longest_line = std::size_t{1} << 24;  ///< bytes
};

}  // namespace genoprop
