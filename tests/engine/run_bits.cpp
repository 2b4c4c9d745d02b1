// Prints one hash over the genes and the history of a run. check_run_bits.sh runs it under many environments and asks for one answer.
//   run_bits [--blas]      --blas: products through BLAS, whose bits are the library's own

#include <cstdio>
#include <cstring>

#include <genoprop/genoprop.hpp>

#include "support/bits.hpp"

using namespace genoprop;

namespace {

std::uint64_t hash_of(Product product) {
  const auto rows = stroke_digits({.rows = 200, .seed = 3});
  const auto data = split(rows, {.train = 0.7, .validation = 0.3, .seed = 3});
  const auto net = sequential(input(rows.features()), dense(33), tanh(), dense(20), relu(), dense(10));
  const Evolution run{Supervised{net, SoftmaxCrossEntropy{}, data}, Adam{.rate = 0.003f}, presets::standard().with(Elitist{.keep = 2}),
                      Threads{.threads = 2, .product = product}};
  const auto result = run.fit({.population = 5, .generations = 5, .steps = 12, .batch = 24, .seed = 7});
  support::BitHash hash;
  bool births = false;
  hash.add(result.population().genes);
  hash.add(result.population().pool);
  hash.add(result.best().genes());
  for (const Report& report : result.history()) {
    for (const Life& life : report.lives) {
      hash.add(life.loss);
      hash.add(life.fitness);
      hash.add(life.accuracy);
    }
    births = births || !report.births.empty();
    for (const Birth& birth : report.births) {
      hash.add(birth.slot);
      hash.add(birth.parents.all());
    }
  }
  require<Error>(births, "run_bits: nobody was born: the run shows too little");
  return hash.value();
}

}  // namespace

int main(int count, char** words) {
  const bool blas = count > 1 && std::strcmp(words[1], "--blas") == 0;
  std::printf("%016llx\n", static_cast<unsigned long long>(hash_of(blas ? Product::blas : Product::own)));
}
