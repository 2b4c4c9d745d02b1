#pragma once
// How one cell of a table becomes inputs of a network, and why it does not.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include <genoprop/core/error.hpp>
#include <genoprop/data/feature_columns.hpp>
#include <genoprop/data/table.hpp>

namespace genoprop::features_detail {

// Refusals of cells by value: what a message refers to would lie in memory on the way of every cell.
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_scaled(const char* who, const Feature& f, double value) {
  throw DataError(text(who, ": column \"", f.column, "\" is ", value,
                       ", expected a number that is finite when it is scaled by the training rows: less ", f.mean, ", divided by ",
                       f.deviation));
}
/// x <- (value - mean) / deviation, which it must be able to hold
template <class T>
void put_scaled(const char* who, const Feature& f, double value, T& x) {
  const double scaled = (value - f.mean) / f.deviation;
  if (!(std::abs(scaled) <= static_cast<double>(std::numeric_limits<T>::max()))) [[unlikely]]
    refuse_scaled(who, f, value);
  x = static_cast<T>(scaled);
}
/// x [f.own_width()] <- the category of a word, -1 if it has none
template <class T>
void put_word(const Feature& f, Index category, bool there, T* x) {
  if (f.embedded) {
    *x = static_cast<T>(there ? category : f.missing_number());
  } else {
    std::fill_n(x, f.own_width(), T(0));
    if (there && category >= 0) x[category] = T(1);
  }
}
/// What a word says in column f: its category, or -1; and whether it says anything.
struct Said {
  Index category = -1;
  bool there = true;
};
inline Said said(const Feature& f, std::string_view word) {
  Index category = f.category(word);
  if (category >= 0) return {category};
  word = table_detail::trimmed(word);
  category = f.category(word);
  return {category, category >= 0 || std::find(std::begin(says_nothing), std::end(says_nothing), word) == std::end(says_nothing)};
}
inline constexpr const char* median_takes = ": a model made with .missing = Missing::median takes missing cells";
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse_cell(const char* who, std::size_t c, const Feature& f, Cell cell, bool there) {
  const std::string front = text(who, ": cell ", c, " \"", f.column, "\" is ");
  const char* const expected = f.text ? ", expected a word" : ", expected a number";
  if (!there) throw DataError(text(front, "missing", expected, median_takes));
  if (cell.text != f.text) throw DataError(text(front, cell.text ? "a word" : "a number", expected));
  throw DataError(text(front, cell.number, ", expected a finite number"));
}

}  // namespace genoprop::features_detail
