#pragma once
// Sorting, compiled once a program whatever the order.

#include <algorithm>
#include <vector>

#include <genoprop/core/config.hpp>
#include <genoprop/core/function_ref.hpp>

namespace genoprop {

/// `before(a, b)`: a comes first. Equal ones stay as they were.
inline void sort_stably(std::vector<Index>& items, FunctionRef<bool(Index, Index)> before) {
  std::stable_sort(items.begin(), items.end(), before);
}

}  // namespace genoprop
