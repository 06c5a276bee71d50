using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Rendering.Preview;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>Each mail to one person as a reader gets it. Tests: MailsPageTests.</summary>
internal sealed class MailsModel(MailPreview preview, NewsletterSettings newsletter, TimeProvider clock) : DeskPage
{
    public MailKind Kind { get; private set; }

    public string Language { get; private set; } = "en";

    public InventedReader Reader { get; private set; } = null!;

    public MailLook Look { get; private set; }

    /// <summary>Shown as plain text.</summary>
    public bool IsText { get; private set; }

    /// <summary>Null when the templates cannot make it.</summary>
    public ShownMail? Mail { get; private set; }

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public IReadOnlyList<InventedReader> Readers { get; private set; } = [];

    /// <summary>Where the frame gets the mail from.</summary>
    public string Frame => Url.Content($"~/desk/mails/{Kind.Word()}/frame{Query()}");

    /// <param name="kind">A word of <see cref="MailKinds"/>; what means nothing is the first of them, as with the
    /// others.</param>
    public async Task OnGetAsync(
        string? kind,
        string? language,
        string? reader,
        string? look,
        string? text,
        CancellationToken cancellationToken
    )
    {
        Readers = InventedReaders.All(clock.GetUtcNow());
        Kind = MailKinds.FindTemplate(kind) ?? MailKind.Welcome;
        Language =
            WordTable.Languages.FirstOrDefault(one => one == (language ?? newsletter.Language.Split('-')[0])) ?? "en";
        Reader = InventedReaders.Find(reader ?? InventedReaders.Usual, clock.GetUtcNow()) ?? Readers[0];
        Look = MailLooks.Words.Find(look) ?? MailLook.Light;
        IsText = !string.IsNullOrEmpty(text);
        (Mail, Problems) = await preview.MakeAsync(Kind, Reader, Language, cancellationToken);
    }

    /// <summary>The choice as the end of an address, with another kind where one is given.</summary>
    public string Query(string? kind = null) =>
        QueryString
            .Create(
                new Dictionary<string, string?>
                {
                    ["kind"] = kind,
                    ["language"] = Language,
                    ["reader"] = Reader.Name,
                    ["look"] = Look.Word(),
                    ["text"] = IsText && kind is not null ? "1" : null,
                }.Where(one => one.Value is not null)
            )
            .ToString();

    /// <summary>A kind for people.</summary>
    public static string Title(MailKind kind) =>
        kind switch
        {
            MailKind.Confirm => "Confirm the sign-up",
            MailKind.ConfirmAddress => "Confirm a new address",
            MailKind.AddressChanged => "Address changed",
            MailKind.AddressKept => "Address kept",
            MailKind.YourLink => "Your link",
            MailKind.FreshLink => "A fresh link",
            MailKind.Welcome => "Welcome",
            MailKind.TrialEnding => "Trial ends soon",
            MailKind.Expired => "Trial or year is over",
            MailKind.Goodbye => "Goodbye",
            _ => kind.Word(),
        };
}
