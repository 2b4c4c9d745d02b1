#pragma once
// Files of bytes, plain or gzip: zlib reads both and tells them apart.

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include <genoprop/core/error.hpp>

namespace genoprop::gz {

inline constexpr std::size_t chunk = std::size_t{1} << 20;  // bytes a call: zlib's sizes are unsigned

/// Why the last call on this file failed.
inline std::string reason(gzFile file) {
  int code = Z_OK;
  const char* message = gzerror(file, &code);
  if (code == Z_ERRNO) return std::strerror(errno);
  if (code == Z_BUF_ERROR) return "the compressed data ends too early";
  return message && *message ? message : "unknown";
}

/// Reads a file front to back.
class Reader {
 public:
  Reader(const char* who, std::filesystem::path path) : who_(who), path_(std::move(path)), file_(gzopen(path_.c_str(), "rbe")) {
    require<FileError>(file_ != nullptr, who_, ": cannot open ", path_, ": ", std::strerror(errno), ", expected a readable file");
    gzbuffer(file_, 1u << 17);
  }
  ~Reader() { gzclose(file_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// up to out.size() bytes; fewer only where the file ends, and only if it ends as a whole gzip file does
  std::size_t read(std::span<std::uint8_t> out) {
    std::size_t done = 0;
    while (done < out.size()) {
      const auto ask = static_cast<unsigned>(std::min(chunk, out.size() - done));
      const int came = gzread(file_, out.data() + done, ask);
      int code = Z_OK;
      gzerror(file_, &code);
      require<FileError>(came >= 0 && (code == Z_OK || code == Z_STREAM_END), who_, ": ", path_, " cannot be read: ", reason(file_),
                         ", expected a whole plain or gzip file");
      if (came == 0) break;
      done += static_cast<std::size_t>(came);
    }
    return done;
  }

 private:
  const char* who_;
  std::filesystem::path path_;
  gzFile file_;
};

/// Writes a file under a temporary name; only `commit` gives it its own, when its bytes are on the disk: whatever happens, power cut or
/// full disk, the name means the older file or the whole new one. Compressed where the name ends in ".gz".
class Writer {
 public:
  Writer(const char* who, std::filesystem::path path)
      : who_(who), path_(std::move(path)), part_(text(path_.string(), ".part-", ::getpid(), "-", count()++)) {
    file_ = gzopen(part_.c_str(), path_.extension() == ".gz" ? "wbe6" : "wbeT");
    require<FileError>(file_ != nullptr, who_, ": cannot write ", part_, ": ", std::strerror(errno),
                       ", expected a folder that can be written");
  }
  ~Writer() {
    if (file_) gzclose(file_);
    std::error_code ignored;
    if (!done_) std::filesystem::remove(part_, ignored);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void write(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
      const auto next = bytes.first(std::min(chunk, bytes.size()));
      const int went = gzwrite(file_, next.data(), static_cast<unsigned>(next.size()));
      require<FileError>(went == static_cast<int>(next.size()), who_, ": writing ", path_, " stopped: ", reason(file_),
                         ", expected room for it");
      bytes = bytes.subspan(next.size());
    }
  }
  /// Everything is on the disk. Where files belong together: all of them, before the first has its name.
  void close() {
    if (!file_) return;
    errno = 0;
    const int code = gzclose(std::exchange(file_, nullptr));
    require<FileError>(code == Z_OK, who_, ": writing ", path_, " stopped: ", code == Z_ERRNO ? std::strerror(errno) : "zlib failed",
                       ", expected room for it");
    const Descriptor file{::open(part_.c_str(), O_RDONLY | O_CLOEXEC)};
    const bool kept = file.number >= 0 && (::fsync(file.number) == 0 || errno == EINVAL);  // EINVAL: this file system has no such thing
    require<FileError>(kept, who_, ": writing ", path_, " stopped: ", std::strerror(errno), ", expected room for it");
  }
  /// closed, and the file has its name
  void commit() {
    close();
    std::error_code failed;
    std::filesystem::rename(part_, path_, failed);
    require<FileError>(!failed, who_, ": cannot name ", path_, ": ", failed.message(), ", expected a free name or a file to replace");
    done_ = true;
  }

 private:
  struct Descriptor {
    int number;
    ~Descriptor() {
      if (number >= 0) ::close(number);
    }
  };
  /// of the writers of this process: two threads that write one path do not share a part
  static std::atomic<unsigned>& count() {
    static std::atomic<unsigned> n{0};
    return n;
  }

  const char* who_;
  std::filesystem::path path_, part_;
  gzFile file_ = nullptr;
  bool done_ = false;
};

}  // namespace genoprop::gz
