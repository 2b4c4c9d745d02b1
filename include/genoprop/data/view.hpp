#pragma once
// The rows of a dataset as lanes read them.

#include <cstdint>

#include <genoprop/core/config.hpp>

namespace genoprop {

/// Borrowed from a Dataset: the pointers live as long as it does.
template <class T>
struct DataView {
  const T* x = nullptr;  ///< [stored_rows, pitch]
  Index pitch = 0;
  const std::int32_t* labels = nullptr;  ///< [stored_rows], or none
  const T* targets = nullptr;            ///< [stored_rows, target_pitch], or none
  Index target_pitch = 0;
  const T* weights = nullptr;         ///< [rows], or none: all 1
  const std::int32_t* row = nullptr;  ///< [rows]: which stored row each row is; none: all, in order
  Index stored_rows = 0;
  Index rows = 0, features = 0;
  Index outputs = 0;  ///< targets per row; 0 with labels
  /// the stored row of row r
  GENOPROP_HD Index at(Index r) const { return row ? row[r] : r; }
};

}  // namespace genoprop
