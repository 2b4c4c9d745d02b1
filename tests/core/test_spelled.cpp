#include <genoprop/core/spelled.hpp>

#include <doctest/doctest.h>

#include <genoprop/backend/threads.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/clip.hpp>
#include <genoprop/train/scheduled.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

namespace {

struct Users {  // what counting members would get wrong: an array
  float rate = 1;
  int many[3] = {1, 2, 3};
};
struct UsersOwnGaussian : Gaussian {};

}  // namespace

TEST_CASE("spelled: type and numbers of a policy by name, in their order, whole after rounding") {
  CHECK(spelled(Sgd{.rate = 0.1f, .momentum = 0.9f}) == "Sgd{rate = 0.1, momentum = 0.9, decay = 0, nesterov = false}");
  CHECK(spelled(Sgd{.rate = 1e-7f, .nesterov = true}) == "Sgd{rate = 1e-07, momentum = 0, decay = 0, nesterov = true}");
  CHECK(spelled(Factors{.down = 1.0 / 3}) == "Factors{down = 0.333333333333, up = 1.2}");
  CHECK(spelled(Threads{.threads = 8, .product = Product::blas}) == "Threads{threads = 8, product = blas}");
  CHECK(spelled(UnitWise{}).starts_with("UnitWise{"));
  CHECK(spelled(Panmictic{}) == "Panmictic");
  CHECK(spelled(Pool::best_of_both) == "best_of_both");
  CHECK(spelled(static_cast<Pool>(99)) == "99");
  CHECK(spelled(static_cast<Pool>(3)) == "3");  // no such enumerator
  CHECK(spelled(true) == "true");
  CHECK(spelled(std::uint64_t{18446744073709551615u}) == "18446744073709551615");
}

TEST_CASE("spelled: policies inside of policies, optimizers around optimizers") {
  CHECK(spelled(Aligned{UnitWise{.share = 0.25f}}) == "Aligned{cross = UnitWise{share = 0.25}, by = activations, sweeps = 1}");
  CHECK(spelled(Scheduled{ClipByNorm{Sgd{}, 2.0f}, Cosine{}}) ==
        "Scheduled{ClipByNorm{Sgd{rate = 0.1, momentum = 0, decay = 0, nesterov = false}, limit = 2}, schedule = Cosine{least = 0}}");
  CHECK(spelled(AnyOf{Sgd{}, Adam{}}).find("}, Adam{") != std::string::npos);
  const auto often = [](const std::string& text, const std::string& part) {
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
  };
  const std::string inside = spelled(AnyOf{Scheduled{Sgd{}, Cosine{}}, ClipByNorm{Adam{}, 2.0f}});  // each says its own
  CHECK(often(inside, "schedule = Cosine{") == 1);
  CHECK(often(inside, "limit = 2") == 1);
  CHECK(often(spelled(Scheduled{AnyOf{Scheduled{Sgd{}, Cosine{}}, Adam{}}, OneCycle{}}), "schedule = ") == 2);
  const std::string both = spelled(ClipByNorm{ClipByValue{Sgd{}, 3.0f}, 2.0f});
  CHECK((often(both, "limit = 3") == 1 && often(both, "limit = 2") == 1));
  const std::string standard = spelled(presets::standard());  // sixteen members in one of its parts
  CHECK(standard.find("RestWhileSlow{") != std::string::npos);
  CHECK(standard.substr(standard.rfind(", ")) == ", leader_average = 0.75}");
}

TEST_CASE("spelled: what is not the library's is its name alone") {
  CHECK(spelled(Users{}).find("Users") != std::string::npos);
  CHECK(spelled(Users{}).find("1, 2") == std::string::npos);
  CHECK(spelled(UsersOwnGaussian{}).find("UsersOwnGaussian") != std::string::npos);
  CHECK(spelled([](int) {}).find("lambda") != std::string::npos);
}
