namespace Newsletter.Dispatcher.Tests.Architecture;

/// <summary>
/// Folders are the architecture: a room uses rooms on lower floors, and the rooms of its own floor that are named here.
/// </summary>
[TestFixture]
internal sealed class ArchitectureTests
{
    /// <summary>The floors, from top to bottom.</summary>
    private static readonly (string Name, string[] Rooms)[] Floors =
    [
        ("faces", ["Commands", "Web", "Desk"]),
        ("looking", ["Health", "Archive", "Editing", "Readers"]),
        ("deciding", ["Schedule", "Payments", "Subscriptions", "Bounces", "Accounts", "Backups"]),
        ("sending", ["Delivery", "Mails"]),
        (
            "knowing",
            [
                "Dispatches",
                "Relays",
                "Suppressions",
                "Rendering",
                "Subscribers",
                "Issues",
                "Images",
                "Audit",
                "Approvals",
            ]
        ),
        ("ground", ["Text", "Words", "Addresses", "Tokens", "Calendar", "Settings", "Storage", "Services"]),
    ];

    /// <summary>Which rooms of its own floor a room may use.</summary>
    private static readonly (string Room, string[] MayUse)[] SameFloor =
    [
        ("Commands", ["Web"]),
        ("Desk", ["Web"]),
        ("Bounces", ["Subscriptions"]),
        ("Payments", ["Subscriptions"]),
        ("Mails", ["Delivery"]),
        ("Suppressions", ["Dispatches", "Relays", "Subscribers"]),
        ("Dispatches", ["Relays", "Rendering"]),
        ("Relays", ["Rendering"]),
        ("Rendering", ["Issues", "Images"]),
        ("Approvals", ["Rendering", "Issues", "Audit"]),
        ("Issues", ["Images"]),
        ("Calendar", ["Settings"]),
        ("Settings", ["Tokens", "Addresses", "Text", "Words"]),
        ("Words", ["Text"]),
        ("Tokens", ["Storage", "Addresses"]),
        ("Services", ["Text", "Storage"]),
        ("Storage", ["Text"]),
    ];

    [Test]
    public void A_room_uses_rooms_on_lower_floors_only()
    {
        foreach (var (name, rooms) in Floors)
        {
            TestContext.Out.WriteLine($"{name, -10}{string.Join(' ', rooms)}");
        }

        var wrong = Crossings()
            .Where(use => FloorOf(use.From) >= FloorOf(use.To) && !Allowances().Contains((use.From, use.To)))
            .Select(use => $"{use.From} -> {use.To}: {use.Use.By} uses {use.Use.Of}");

        Assert.That(string.Join('\n', wrong), Is.Empty);
    }

    [Test]
    public void Each_allowance_is_used()
    {
        var used = Crossings().Select(use => (use.From, use.To)).ToHashSet();

        Assert.That(Allowances().Where(allowance => !used.Contains(allowance)), Is.Empty);
    }

    [Test]
    public void No_rooms_depend_on_each_other_in_a_circle()
    {
        var edges = Crossings()
            .Select(use => (use.From, use.To))
            .Distinct()
            .ToLookup(edge => edge.From, edge => edge.To);
        var open = edges.Select(room => room.Key).ToHashSet();
        while (open.FirstOrDefault(room => !edges[room].Any(open.Contains)) is { } settled)
        {
            open.Remove(settled);
        }

        Assert.That(open, Is.Empty);
    }

    [Test]
    public void Each_folder_is_a_room_on_a_floor()
    {
        var rooms = Paths().Where(path => path.Contains('/', StringComparison.Ordinal)).Select(Room).Distinct();

        Assert.That(rooms, Is.EquivalentTo(Floors.SelectMany(floor => floor.Rooms)));
    }

    [Test]
    public void Only_App_and_Program_stand_outside_the_rooms() =>
        Assert.That(
            Paths().Where(path => !path.Contains('/', StringComparison.Ordinal)),
            Is.EquivalentTo(["App.cs", "Program.cs"])
        );

    /// <summary>App composes the rooms for the commands, so it uses no command.</summary>
    [Test]
    public void App_is_started_by_commands_and_uses_none()
    {
        var wrong = SourceTree.Instance.Uses.Where(use =>
            (use.Of == "App.cs" && use.By != "Program.cs" && Room(use.By) != "Commands")
            || (use.By == "App.cs" && Room(use.Of) == "Commands")
        );

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void A_type_lives_in_a_file_of_its_name()
    {
        var elsewhere =
            from tree in SourceTree.Instance.Trees
            from type in SourceTree.TopLevelTypes(tree)
            where !FileNames(type).Contains(Path.GetFileName(tree.FilePath))
            select $"{SourceTree.Relative(tree)}: {type}";

        Assert.That(elsewhere, Is.Empty);
    }

    /// <summary>A page's model is in the page's code-behind file.</summary>
    private static string[] FileNames(string type) =>
        type.EndsWith("Model", StringComparison.Ordinal)
            ? [$"{type}.cs", $"{type[..^"Model".Length]}.cshtml.cs"]
            : [$"{type}.cs"];

    private static IEnumerable<(string From, string To, TypeUse Use)> Crossings() =>
        from use in SourceTree.Instance.Uses
        where use.By.Contains('/', StringComparison.Ordinal) && use.Of.Contains('/', StringComparison.Ordinal)
        let rooms = (From: Room(use.By), To: Room(use.Of))
        where rooms.From != rooms.To
        select (rooms.From, rooms.To, use);

    private static IEnumerable<string> Paths() => SourceTree.Instance.Trees.Select(SourceTree.Relative);

    /// <summary>0 is the top floor; types outside the rooms are above it.</summary>
    private static int FloorOf(string room) => Array.FindIndex(Floors, floor => floor.Rooms.Contains(room));

    private static IEnumerable<(string Room, string Other)> Allowances() =>
        SameFloor.SelectMany(entry => entry.MayUse.Select(other => (entry.Room, other)));

    private static string Room(string path) => path.Split('/')[0];
}
