namespace Newsletter.Dispatcher.Desk;

/// <summary>What a form of a reader's page says. Tests: ReaderPagesTests.</summary>
internal sealed record ReaderWish
{
    /// <summary>2027-01-31.</summary>
    public string? Day { get; init; }

    public string? Address { get; init; }

    /// <summary>Why, in the words of who wants it.</summary>
    public string? Reason { get; init; }

    public static ReaderWish Of(HttpRequest request) =>
        new()
        {
            Day = PostedField.Of(request, "Day"),
            Address = PostedField.Of(request, "Address"),
            Reason = PostedField.Of(request, "Reason"),
        };
}
