using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Tests.Text;

[TestFixture]
internal sealed class PrefixedStreamTests
{
    [TestCase("", "cd")]
    [TestCase("ab", "")]
    [TestCase("ab", "cd")]
    public void What_was_read_comes_before_the_rest(string first, string rest)
    {
        using var whole = new PrefixedStream(Encoding(first), new MemoryStream(Encoding(rest)));
        using var read = new MemoryStream();

        whole.CopyTo(read, bufferSize: 1);

        Assert.That(read.ToArray(), Is.EqualTo(Encoding(first + rest)));
    }

    [Test]
    public void It_is_read_forward_only()
    {
        using var whole = new PrefixedStream(Encoding("ab"), Stream.Null);

        Assert.That((whole.CanRead, whole.CanSeek, whole.CanWrite), Is.EqualTo((true, false, false)));
        Assert.That(() => whole.Seek(0, SeekOrigin.Begin), Throws.TypeOf<NotSupportedException>());
    }

    private static byte[] Encoding(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
