namespace Newsletter.Dispatcher.Rendering.Mime;

/// <summary>
/// Writes one header word by word, and folds it before a word that would not fit the line (RFC 5322 2.2.3).
/// Tests: ToHeaderTests.
/// </summary>
internal sealed class HeaderLine
{
    /// <summary>The longest line by RFC 5322 2.1.1, without the CRLF.</summary>
    public const int Longest = 78;

    private readonly ByteWriter _head;
    private bool _isFirst = true;

    /// <param name="name">The header's name, without the colon.</param>
    public HeaderLine(ByteWriter head, string name)
    {
        _head = head;
        _head.WriteAscii(name);
        _head.Write(":"u8);
        Column = name.Length + 1;
    }

    /// <summary>How many characters the present line has.</summary>
    public int Column { get; private set; }

    /// <summary>Writes a word with a space before it. The first word stays on the line of the name.</summary>
    /// <param name="word">ASCII, without line breaks.</param>
    /// <param name="longest">The most characters of the line.</param>
    public void Word(string word, int longest = Longest)
    {
        if (!_isFirst && Column + 1 + word.Length > longest)
        {
            _head.Write("\r\n"u8);
            Column = 0;
        }

        _head.Write(" "u8);
        _head.WriteAscii(word);
        Column += 1 + word.Length;
        _isFirst = false;
    }

    public void End() => _head.Write("\r\n"u8);
}
