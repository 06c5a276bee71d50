namespace Newsletter.Dispatcher.Addresses;

/// <summary>
/// What is wrong with a typed address, each with a sentence of its own: <c>Address.NoAt</c> in the files of words.
/// Tests: EmailAddressTests.
/// </summary>
internal enum AddressFault
{
    Empty,

    /// <summary>A character that cannot be seen.</summary>
    HiddenCharacter,

    /// <summary>A name, a comment or a second address beside it.</summary>
    NotAlone,
    Space,
    NoAt,
    SeveralAts,
    NothingBefore,
    NothingAfter,
    TooLong,

    /// <summary>A character before the @ that mail cannot have there.</summary>
    BeforeAt,

    /// <summary>What stands after the @ is no domain name that mail can reach.</summary>
    Domain,
}
