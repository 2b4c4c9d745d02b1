#pragma once
// Embedding of a column of whole numbers: Bengio, Ducharme, Vincent & Jauvin, "A neural probabilistic language model", JMLR 3, 2003,
// section 2; of categories in tables: Guo & Berkhahn, "Entity embeddings of categorical variables", 2016.

#include <cmath>
#include <limits>
#include <string>

#include <genoprop/nn/dense.hpp>

namespace genoprop {

namespace embedding_body {

/// onehot <- 1 where the column's number is this category; a number that is none of them has no 1
template <class T>
struct OneHot {
  Block<const T> x;
  Block<T> onehot;
  Index column;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { onehot(i, r, c) = x(i, r, column) == T(c) ? T(1) : T(0); }
};
/// the other columns, in their order
template <class T>
struct Others {
  Block<const T> x;
  Block<T> y;
  Index column;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept { y(i, r, c) = x(i, r, c < column ? c : c + 1); }
};
template <class T>
struct Store {
  Block<T> to;
  GENOPROP_HD void operator()(Index i, Index r, Index c, T sum) const noexcept { to(i, r, c) = sum; }
};
/// dx <- dy of the other columns; the embedded one has no slope
template <class Act, class T>
struct BackToOthers {
  Act below;
  Block<const T> dy, told;
  Block<T> dx;
  Index column;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept(noexcept(below.slope(T{}))) {
    const Index from = c < column ? c : (c > column ? c - 1 : 0);
    const T d = dy(i, r, from) * below.slope(told(i, r, c));
    dx(i, r, c) = c == column ? T(0) : d;
  }
};

}  // namespace embedding_body

/// y [p, B, inputs - 1 + size] = the other columns, then row number x(column) of a table [categories, size]. A number that is no category
/// has zeros. Its columns are no group: alignment leaves them where they are.
struct Embedding {
  static constexpr bool mixes = false, odd = false;
  Index inputs = 0, units = 0;
  Index column = 0, categories = 0, size = 0;
  Start start{};
  Identity act{};
  Index table = 0;  ///< set by the network that holds it

  void describe(Layout& layout, Index number, Index, Index) {
    table = layout.add(
        {.name = "layers." + std::to_string(number) + ".weight", .rows = categories, .columns = size, .layer = number, .start = start});
  }
  Index own_columns() const { return categories; }
  Index others() const { return inputs - 1; }

  template <class T>
  Block<T> embedded(Block<T> y) const {
    return {y.data + others(), y.stride, y.pitch, y.rows, size};
  }
  template <class L, class T>
  void forward(L& lane, Genes<const T> g, const Flow<T>& flow) const {
    lane.for_each(flow.x.rows, categories, embedding_body::OneHot<T>{flow.x, flow.own[0], column});
    lane.for_each(flow.x.rows, others(), embedding_body::Others<T>{flow.x, flow.y[0], column});
    lane.gemm(Block<const T>(flow.own[0]), g.slice(table, categories, size), embedding_body::Store<T>{embedded(flow.y[0])});
  }
  template <class L, class T, class Below, class Sink>
  void backward(L& lane, Genes<const T>, const Flow<T>& flow, const Below& below, Sink& sink) const {
    const Block<const T> dy = flow.dy[0];
    if constexpr (!std::same_as<Below, NoLayer>)
      lane.for_each(dy.rows, inputs,
                    embedding_body::BackToOthers<std::remove_cvref_t<decltype(below.act)>, T>{below.act, dy, flow.told, flow.dx, column});
    sink.product(lane, table, Block<const T>(flow.own[0]), embedded(dy));
  }
};

struct EmbeddingSpec {
  Index column, categories, size;
  Embedding build(Index inputs, Identity) const {
    require<ShapeError>(column >= 0 && column < inputs, "embedding: column is ", column, ", expected 0 to ", inputs - 1);
    require<ShapeError>(categories >= 1 && size >= 1, "embedding: ", categories, " categories of size ", size,
                        ", expected at least 1 each");
    require<ShapeError>(size <= std::numeric_limits<Index>::max() - inputs, "embedding: size is ", size, " beside ", inputs - 1,
                        " other columns, expected at most ", std::numeric_limits<Index>::max() - inputs);
    return {.inputs = inputs,
            .units = inputs - 1 + size,
            .column = column,
            .categories = categories,
            .size = size,
            .start = {Start::Law::normal, 1 / std::sqrt(static_cast<float>(size))}};
  }
};
/// `input(5), embedding(2, 7, 3), dense(16)`: column 2 holds 0 .. 6; the layer behind sees the four other columns, then three numbers.
/// Several columns: one embedding after the other, each counts the columns that it sees.
inline EmbeddingSpec embedding(Index column, Index categories, Index size) { return {column, categories, size}; }

}  // namespace genoprop
