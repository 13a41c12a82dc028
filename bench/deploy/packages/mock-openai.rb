class MockOpenai < Formula
  desc "Mock of the OpenAI API for load tests"
  homepage "@SOURCE@"
  version "@NUMBER@"
  license "MIT"

  on_macos do
    on_arm do
      url "@SOURCE@/releases/download/@VERSION@/mock-openai_@VERSION@_darwin_arm64.tar.gz"
      sha256 "@darwin_arm64@"
    end
    on_intel do
      url "@SOURCE@/releases/download/@VERSION@/mock-openai_@VERSION@_darwin_amd64.tar.gz"
      sha256 "@darwin_amd64@"
    end
  end

  on_linux do
    on_arm do
      url "@SOURCE@/releases/download/@VERSION@/mock-openai_@VERSION@_linux_arm64.tar.gz"
      sha256 "@linux_arm64@"
    end
    on_intel do
      url "@SOURCE@/releases/download/@VERSION@/mock-openai_@VERSION@_linux_amd64.tar.gz"
      sha256 "@linux_amd64@"
    end
  end

  def install
    bin.install "mock-openai"
    prefix.install "NOTICES"
    man1.install "mock-openai.1"
    bash_completion.install "mock-openai.bash" => "mock-openai"
    fish_completion.install "mock-openai.fish"
  end

  service do
    run opt_bin/"mock-openai"
    keep_alive true
  end

  test do
    assert_match "@VERSION@", shell_output("#{bin}/mock-openai --version")
  end
end
