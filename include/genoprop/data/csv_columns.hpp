#pragma once
// The columns of a CSV file while they are read.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <genoprop/core/config.hpp>

namespace genoprop::csv_detail {

/// Values that come one by one, in pieces that never move: at the end each column is put together and its pieces are freed, so
/// that reading never needs more than the table and one column of it.
template <class T>
class Growing {
 public:
  void add(T value) {
    if (at_ == end_) grow();
    *at_++ = value;
  }
  std::vector<T> finish() {
    std::vector<T> whole;
    std::size_t size = 0;
    for (std::size_t p = 0; p < pieces_.size(); ++p) size += piece_size(p);
    whole.reserve(size);
    for (std::size_t p = 0; p < pieces_.size(); ++p) {
      whole.insert(whole.end(), pieces_[p].get(), pieces_[p].get() + piece_size(p));
      pieces_[p].reset();
    }
    pieces_.clear();
    return whole;
  }

 private:
  static std::size_t room(std::size_t p) { return std::size_t{256} << std::min<std::size_t>(p, 8); }
  std::size_t piece_size(std::size_t p) const { return p + 1 < pieces_.size() ? room(p) : room(p) - static_cast<std::size_t>(end_ - at_); }
  void grow() {
    const std::size_t n = room(pieces_.size());
    pieces_.emplace_back(new T[n]);  // not zeroed
    at_ = pieces_.back().get();
    end_ = at_ + n;
  }
  std::vector<std::unique_ptr<T[]>> pieces_;
  T *at_ = nullptr, *end_ = nullptr;
};

/// One column while it is read.
struct Reading {
  enum class Kind : std::uint8_t { skip, number, text };
  std::string name{};
  Kind kind = Kind::number;
  bool judged = false;  ///< by its first cells, not by the options
  bool any = false;     ///< a cell that is not missing was seen
  Growing<double> numbers{};
  Growing<std::int32_t> codes{};
  std::deque<std::string> words{}, nothing{};  ///< in the order in which they came; they do not move
  std::unordered_map<std::string_view, std::int32_t> code_of{};
};

}  // namespace genoprop::csv_detail
