#include <doctest/doctest.h>

#include <sys/resource.h>

#include <csignal>
#include <numeric>

#include <genoprop/data/gz.hpp>

#include "support/temp_folder.hpp"

namespace gp = genoprop;
using test::Bytes;

namespace {

Bytes pattern(std::size_t n) {
  Bytes bytes(n);
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 3);
  return bytes;
}
std::filesystem::path written(const std::filesystem::path& path, const Bytes& bytes) {
  gp::gz::Writer out("test", path);
  out.write(bytes);
  out.commit();
  return path;
}
Bytes read_up_to(const std::filesystem::path& path, std::size_t n) {
  gp::gz::Reader in("test", path);
  Bytes bytes(n);
  bytes.resize(in.read(bytes));
  return bytes;
}

/// Files of this process may have at most `bytes` bytes: a full disk, in effect.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit tight{bytes, old_.rlim_max};
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit old_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("gz: what was written is read, plain and compressed, longer than a chunk") {
  const test::TempFolder folder;
  const Bytes bytes = pattern(gp::gz::chunk * 2 + 17);
  for (const char* name : {"plain", "packed.gz"}) {
    const auto path = written(folder / name, bytes);
    CHECK(read_up_to(path, bytes.size()) == bytes);
    CHECK(read_up_to(path, bytes.size() + 5) == bytes);  // stops at the end
    CHECK(read_up_to(path, 100) == Bytes(bytes.begin(), bytes.begin() + 100));
  }
  CHECK(test::read_bytes(folder / "plain") == bytes);
  const Bytes packed = test::read_bytes(folder / "packed.gz");
  CHECK((packed[0] == 0x1f && packed[1] == 0x8b));
  CHECK(packed.size() < bytes.size());
}

TEST_CASE("gz: a file appears whole or not at all, and replaces the old one only then") {
  const test::TempFolder folder;
  const auto path = written(folder / "file", {1, 2, 3});
  {
    gp::gz::Writer out("test", path);
    out.write(Bytes{4, 5});
    CHECK(test::read_bytes(path) == Bytes{1, 2, 3});
  }
  CHECK(test::read_bytes(path) == Bytes{1, 2, 3});
  CHECK(folder.count() == 1);
  written(path, {6});
  CHECK(test::read_bytes(path) == Bytes{6});
  CHECK(folder.count() == 1);
}

TEST_CASE("gz: two writers of one path, as two threads are: each has a part of its own, the last to commit stands") {
  const test::TempFolder folder;
  gp::gz::Writer one("test", folder / "file"), other("test", folder / "file");
  CHECK(folder.count() == 2);
  one.write(Bytes{1, 2, 3});
  other.write(Bytes{4});
  one.commit();
  CHECK(test::read_bytes(folder / "file") == Bytes{1, 2, 3});
  other.commit();
  CHECK(test::read_bytes(folder / "file") == Bytes{4});
  CHECK(folder.count() == 1);
}

TEST_CASE("gz: refuses files that end early or are damaged") {
  const test::TempFolder folder;
  const Bytes bytes = pattern(5000);
  const Bytes packed = test::read_bytes(written(folder / "a.gz", bytes));
  for (const std::size_t keep : {packed.size() - 1, packed.size() - 8, packed.size() / 2, std::size_t{12}}) {
    const auto path = test::write_bytes(folder / "short.gz", Bytes(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(keep)));
    CHECK_THROWS_WITH_AS(
        read_up_to(path, 6000),
        ("test: " + gp::text(path) + " cannot be read: the compressed data ends too early, expected a whole plain or gzip file").c_str(),
        gp::FileError);
  }
  Bytes damaged = packed;
  damaged[damaged.size() - 6] ^= 1;  // the checksum
  const auto path = test::write_bytes(folder / "damaged.gz", damaged);
  CHECK_THROWS_AS(read_up_to(path, 6000), gp::FileError);
  CHECK_THROWS_WITH_AS(read_up_to(folder / "none", 1),
                       ("test: cannot open " + gp::text(folder / "none") + ": No such file or directory, expected a readable file").c_str(),
                       gp::FileError);
  CHECK_THROWS_WITH_AS(
      read_up_to(folder.path(), 1),
      ("test: " + gp::text(folder.path()) + " cannot be read: Is a directory, expected a whole plain or gzip file").c_str(), gp::FileError);
}

TEST_CASE("gz: refuses places that cannot be written, and leaves nothing behind") {
  const test::TempFolder folder;
  CHECK_THROWS_AS(gp::gz::Writer("test", folder / "no" / "such" / "folder"), gp::FileError);
  std::filesystem::create_directory(folder / "taken");
  gp::gz::Writer("test", folder / "taken" / "inside").commit();
  CHECK_THROWS_AS(written(folder / "taken", {1}), gp::FileError);  // a folder has that name
  CHECK(folder.count() == 1);
}

TEST_CASE("gz: a full disk is an error, and no file is left under either name") {
  const test::TempFolder folder;
  Bytes noise(1 << 20);
  std::uint32_t state = 1;
  for (auto& b : noise) b = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
  for (const char* name : {"plain", "packed.gz"})
    for (const std::size_t size : {noise.size(), std::size_t{9000}}) {  // in the middle, and when the last bytes are flushed
      const FullDisk full(4096);
      CHECK_THROWS_WITH_AS(written(folder / name, Bytes(noise.begin(), noise.begin() + static_cast<std::ptrdiff_t>(size))),
                           doctest::Contains("stopped: File too large, expected room for it"), gp::FileError);
      CHECK(folder.count() == 0);
    }
  gp::gz::Writer out("test", folder / "plain");
  const FullDisk full(4096);
  CHECK_THROWS_AS(out.write(noise), gp::FileError);  // at once, not after hours of writing
}
