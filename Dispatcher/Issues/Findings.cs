namespace Newsletter.Dispatcher.Issues;

/// <summary>
/// Every kind of fault that the check finds. <c>docs/checks.md</c> lists them in this order.
/// Tests: ChecksPageTests.
/// </summary>
internal static class Findings
{
    private static readonly List<Finding> Known = [];

    // Files
    public static readonly Finding FileTooLarge = Error("file-too-large");
    public static readonly Finding FileName = Error("file-name");
    public static readonly Finding FileUnreadable = Error("file-unreadable");
    public static readonly Finding FileEncoding = Error("file-encoding");
    public static readonly Finding FileControlCharacter = Error("file-control-character");
    public static readonly Finding FileOther = Warning("file-other");

    // Front matter
    public static readonly Finding FrontMatterFence = Error("front-matter-fence");
    public static readonly Finding FrontMatterTooLong = Error("front-matter-too-long");
    public static readonly Finding FrontMatterSyntax = Error("front-matter-syntax");
    public static readonly Finding KeyUnknown = Error("key-unknown");
    public static readonly Finding KeyValue = Error("key-value");
    public static readonly Finding KeyQuotes = Warning("key-quotes");
    public static readonly Finding KeyComment = Warning("key-comment");
    public static readonly Finding CheckOff = Warning("check-off");
    public static readonly Finding TitleMissing = Error("title-missing");
    public static readonly Finding TitleCode = Error("title-code");
    public static readonly Finding TitleUsed = Warning("title-used");
    public static readonly Finding SubjectEmpty = Error("subject-empty");
    public static readonly Finding SubjectLong = Warning("subject-long");
    public static readonly Finding SubjectCapitals = Warning("subject-capitals");
    public static readonly Finding SubjectSigns = Hint("subject-signs");
    public static readonly Finding PreheaderMissing = Warning("preheader-missing");
    public static readonly Finding PreheaderLong = Warning("preheader-long");
    public static readonly Finding PreheaderRepeats = Warning("preheader-repeats");
    public static readonly Finding DateSlot = Error("date-slot");
    public static readonly Finding DateFar = Warning("date-far");
    public static readonly Finding NotApproved = Warning("not-approved");
    public static readonly Finding AudienceUnknown = Error("audience-unknown");
    public static readonly Finding AudienceNobody = Warning("audience-nobody");
    public static readonly Finding TagNear = Hint("tag-near");

    // Placeholders and code
    public static readonly Finding CodeSyntax = Error("code-syntax");
    public static readonly Finding CodeMany = Error("code-many");
    public static readonly Finding CodeName = Error("code-name");
    public static readonly Finding CodeFails = Error("code-fails");
    public static readonly Finding CodePlace = Error("code-place");
    public static readonly Finding CodeLost = Warning("code-lost");
    public static readonly Finding CodeNeverTrue = Warning("code-never-true");
    public static readonly Finding NameNoDefault = Warning("name-no-default");
    public static readonly Finding NameFixed = Hint("name-fixed");
    public static readonly Finding PlaceholderForeign = Error("placeholder-foreign");
    public static readonly Finding BracesLeft = Warning("braces-left");

    // Text
    public static readonly Finding BodyEmpty = Error("body-empty");
    public static readonly Finding BodyOnlyImages = Warning("body-only-images");
    public static readonly Finding TextTooComplex = Error("text-too-complex");
    public static readonly Finding TextFromNew = Warning("text-from-new");
    public static readonly Finding TextTodo = Warning("text-todo");
    public static readonly Finding CommentUnclosed = Error("comment-unclosed");
    public static readonly Finding FenceUnclosed = Warning("fence-unclosed");
    public static readonly Finding CodeByIndent = Warning("code-by-indent");
    public static readonly Finding MarkdownLeft = Warning("markdown-left");
    public static readonly Finding HtmlLeft = Warning("html-left");
    public static readonly Finding EntityLeft = Warning("entity-left");
    public static readonly Finding TableNoRule = Warning("table-no-rule");
    public static readonly Finding TableUneven = Warning("table-uneven");
    public static readonly Finding ListSpace = Warning("list-space");
    public static readonly Finding FootnoteMissing = Warning("footnote-missing");
    public static readonly Finding FootnoteUnused = Warning("footnote-unused");
    public static readonly Finding ReferenceMissing = Warning("reference-missing");
    public static readonly Finding ReferenceUnused = Warning("reference-unused");
    public static readonly Finding HeadingSpace = Warning("heading-space");
    public static readonly Finding HeadingOrTopic = Hint("heading-or-topic");
    public static readonly Finding HeadingName = Warning("heading-name");
    public static readonly Finding HeadingTwice = Warning("heading-twice");
    public static readonly Finding HeadingSkipped = Hint("heading-skipped");
    public static readonly Finding HeadingTitle = Warning("heading-title");

    // HTML
    public static readonly Finding HtmlRemoved = Error("html-removed");
    public static readonly Finding HtmlPasted = Warning("html-pasted");
    public static readonly Finding StyleRemoved = Error("style-removed");
    public static readonly Finding BackgroundNoColor = Warning("background-no-color");
    public static readonly Finding IdTwice = Warning("id-twice");

    // Links
    public static readonly Finding LinkNowhere = Error("link-nowhere");
    public static readonly Finding LinkNoScheme = Error("link-no-scheme");
    public static readonly Finding LinkScheme = Error("link-scheme");
    public static readonly Finding LinkSchemeRare = Warning("link-scheme-rare");
    public static readonly Finding LinkCodeDecides = Error("link-code-decides");
    public static readonly Finding LinkSign = Error("link-sign");
    public static readonly Finding LinkUnreadable = Error("link-unreadable");
    public static readonly Finding LinkUserName = Error("link-user-name");
    public static readonly Finding LinkPrivate = Error("link-private");
    public static readonly Finding LinkNumber = Error("link-number");
    public static readonly Finding LinkHttp = Warning("link-http");
    public static readonly Finding LinkFragment = Warning("link-fragment");
    public static readonly Finding LinkNoText = Warning("link-no-text");
    public static readonly Finding LinkTextGeneric = Warning("link-text-generic");
    public static readonly Finding LinkTextDomain = Warning("link-text-domain");
    public static readonly Finding LinkRedirect = Warning("link-redirect");
    public static readonly Finding LinkEdit = Warning("link-edit");
    public static readonly Finding LinkUnsubscribe = Warning("link-unsubscribe");
    public static readonly Finding LinkPersonalData = Warning("link-personal-data");
    public static readonly Finding LinkAsText = Error("link-as-text");
    public static readonly Finding LinkSpace = Warning("link-space");
    public static readonly Finding LinkBare = Warning("link-bare");

    // Images
    public static readonly Finding ImageNoAddress = Error("image-no-address");
    public static readonly Finding ImagePath = Error("image-path");
    public static readonly Finding ImageMissing = Error("image-missing");
    public static readonly Finding ImageTooLarge = Error("image-too-large");
    public static readonly Finding ImageFormat = Error("image-format");
    public static readonly Finding ImageRemote = Error("image-remote");
    public static readonly Finding ImageData = Error("image-data");
    public static readonly Finding ImageNoAlt = Warning("image-no-alt");
    public static readonly Finding ImageAltFileName = Warning("image-alt-file-name");
    public static readonly Finding ImageHeavy = Hint("image-heavy");

    // Templates
    public static readonly Finding TemplateMissing = Error("template-missing");
    public static readonly Finding TemplateUnreadable = Error("template-unreadable");
    public static readonly Finding TemplateSyntax = Error("template-syntax");
    public static readonly Finding TemplateBody = Warning("template-body");
    public static readonly Finding TemplateUnsubscribe = Warning("template-unsubscribe");
    public static readonly Finding TemplateAddress = Warning("template-address");
    public static readonly Finding TemplateImage = Warning("template-image");
    public static readonly Finding TemplateElement = Warning("template-element");
    public static readonly Finding TemplateForeign = Warning("template-foreign");
    public static readonly Finding ExtraUnused = Warning("extra-unused");
    public static readonly Finding ExtraMissing = Warning("extra-missing");
    public static readonly Finding MailFails = Error("mail-fails");
    public static readonly Finding GmailClip = Warning("gmail-clip");

    // Front page and look
    public static readonly Finding HomeFile = Error("home-file");
    public static readonly Finding HomeCode = Error("home-code");
    public static readonly Finding HomeImage = Error("home-image");
    public static readonly Finding LookContrast = Warning("look-contrast");

    public static IReadOnlyList<Finding> All => Known;

    private static Finding Error(string name) => Add(new(name, Severity.Error));

    private static Finding Warning(string name) => Add(new(name, Severity.Warning));

    private static Finding Hint(string name) => Add(new(name, Severity.Hint));

    private static Finding Add(Finding finding)
    {
        Known.Add(finding);
        return finding;
    }
}
