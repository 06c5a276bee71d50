namespace Newsletter.Dispatcher.Addresses;

/// <summary>
/// What a reader should correct in a typed address, each with a sentence of its own: <c>Address.NoAt</c> in the files
/// of words.
/// Tests: AddressAdviceTests.
/// </summary>
internal enum AddressFault
{
    Empty,
    Space,
    NoAt,

    /// <summary>More than one address, or something beside it.</summary>
    Several,

    /// <summary>A letter before the @ that is not a plain one.</summary>
    ForeignLetter,

    /// <summary>No whole domain behind the @.</summary>
    Domain,
    Other,
}
