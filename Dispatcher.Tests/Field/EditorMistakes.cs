using System.Text;

namespace Newsletter.Dispatcher.Tests.Field;

/// <summary>Issue files with one kind of mistake each, as editors make them.</summary>
internal static class EditorMistakes
{
    public static readonly (string File, string What, byte[] Content)[] All =
    [
        (
            "01-name-no-default.md",
            "a name without a default",
            Utf8(
                "---\ntitle: River 01\npreheader: What it did that night.\n---\nGood evening {{ subscriber.first_name "
                    + "}},\n\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "02-name-typo.md",
            "a mistyped placeholder",
            Utf8(
                "---\ntitle: River 02\npreheader: What it did that night.\n---\nHello {{ subscriber.firstname "
                    + "| default \"there\" }},\n\nThe river left its bed in the night, and nobody heard "
                    + "it go.\n"
            )
        ),
        (
            "04-double-name-typo.md",
            "a mistyped default",
            Utf8(
                "---\ntitle: River 04\npreheader: What it did that night.\n---\nHello {{ subscriber.first_name "
                    + "| defualt \"there\" }},\n\nThe river left its bed in the night, and nobody heard "
                    + "it go.\n"
            )
        ),
        (
            "05-unclosed.md",
            "a placeholder with one brace at its end",
            Utf8(
                "---\ntitle: River 05\npreheader: What it did that night.\n---\nHello {{ subscriber.first_name "
                    + "| default \"there\" },\n\nThe river left its bed in the night, and nobody heard it "
                    + "go.\n"
            )
        ),
        (
            "07-smart-quotes-in-code.md",
            "curly quotes in a placeholder",
            Utf8(
                "---\ntitle: River 07\npreheader: What it did that night.\n---\nHello {{ subscriber.first_name "
                    + "| default “there” }},\n\nThe river left its bed in the night, and nobody heard it "
                    + "go.\n"
            )
        ),
        (
            "08-relative-link.md",
            "links without https://",
            Utf8(
                "---\ntitle: River 08\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n[our story](/about) and [a page](page.html) and [nothing]() "
                    + "and [a site](example.org/page)\n\nThe river left its bed in the night, and nobody "
                    + "heard it go.\n"
            )
        ),
        (
            "10-missing-alt.md",
            "an image without a description",
            Utf8(
                "---\ntitle: River 10\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![](pics/map.png)\n\nThe river left its bed in the "
                    + "night, and nobody heard it go.\n"
            )
        ),
        (
            "11-alt-filename.md",
            "an image described by its file name",
            Utf8(
                "---\ntitle: River 11\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![DSC_0042.jpg](pics/map.png)\n\nThe river left its "
                    + "bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "13-4MB.md",
            "a heavy image",
            Utf8(
                "---\ntitle: River 13\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![Soldiers at the river](pics/heavy.png)\n\nThe river "
                    + "left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "14-image-space.md",
            "blanks in the path of an image (they are taken)",
            Utf8(
                "---\ntitle: River 14\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![A map](pics/A map.png)\n\nThe river left its bed "
                    + "in the night, and nobody heard it go.\n"
            )
        ),
        (
            "16-heic-fake.md",
            "images of other kinds",
            Utf8(
                "---\ntitle: River 16\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![One](pics/photo.heic) ![Two](pics/fake.png) "
                    + "![Three](pics/chart.svg)\n"
                    + "\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "17-date-past.md",
            "a date that has passed",
            Utf8(
                "---\ntitle: River 17\npreheader: What it did that night.\ndate: 2026-11-20\nstatus: "
                    + "ready\n---\nGood morning {{ subscriber.first_name | default \"there\" }},\n\nThe "
                    + "river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "19-date-us.md",
            "a date in another form",
            Utf8(
                "---\ntitle: River 19\npreheader: What it did that night.\ndate: 11/30/2026\n---\n"
                    + "Good morning {{ subscriber.first_name | default \"there\" }},\n\nThe river left its "
                    + "bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "20-date-feb30.md",
            "a day that does not exist",
            Utf8(
                "---\ntitle: River 20\npreheader: What it did that night.\ndate: 2027-02-30\n---\n"
                    + "Good morning {{ subscriber.first_name | default \"there\" }},\n\nThe river left its "
                    + "bed in the night, and nobody heard it go.\n"
            )
        ),
        ("22-tab-yaml.md", "a tab in the front matter", Utf8("---\ntitle: River 22\n	preheader: x\n---\nText.\n")),
        (
            "23-smartq-yaml.md",
            "curly quotes around a title",
            Utf8(
                "---\ntitle: “River 23: a title”\npreheader: What it did that night.\n---\nGood morning "
                    + "{{ subscriber.first_name | default \"there\" }},\n\nThe river left its bed in the "
                    + "night, and nobody heard it go.\n"
            )
        ),
        (
            "25-bom.md",
            "a byte order mark (it is taken)",
            Utf8("\uFEFF---\ntitle: River 25\npreheader: What it did.\n---\nText.\n")
        ),
        (
            "26-crlf.md",
            "Windows line ends (they are taken)",
            Utf8("---\r\ntitle: River 26\r\npreheader: What it did.\r\n---\r\nText.\r\n")
        ),
        (
            "28-gdocs-paste.md",
            "text and a link from Google Docs",
            Utf8(
                "---\ntitle: River 28\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n<b id=\"docs-internal-guid-1\" style=\"font-weight:normal;\"><p "
                    + "dir=\"ltr\" style=\"line-height:1.4;\"><span "
                    + "style=\"font-size:11pt;background-color:transparent;\">Docs</span></p></b>\n"
                    + "\n[the map](https://www.google.com/url?q=https://example.org/map&sa=D)\n\nThe river "
                    + "left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "29-class-style.md",
            "a style that mails cannot have",
            Utf8(
                "---\ntitle: River 29\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n<div style=\"position:fixed; color:white\">Text.</div>\n"
                    + "\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "31-link-space.md",
            "links with blanks and without an end",
            Utf8(
                "---\ntitle: River 31\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n[one](https://example.org/a page) and [two] (https://example.org/b) "
                    + "and [three](https://example.org\n\nThe river left its bed in the night, and nobody "
                    + "heard it go.\n"
            )
        ),
        (
            "32-unbalanced.md",
            "bold and italic words without an end",
            Utf8(
                "---\ntitle: River 32\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nThis is **bold and *this too.\n\nThe river left its bed "
                    + "in the night, and nobody heard it go.\n"
            )
        ),
        (
            "34-allcaps.md",
            "a subject in capitals",
            Utf8(
                "---\ntitle: River 34\npreheader: What it did that night.\nsubject: THE NEWS OF THE "
                    + "YEAR!!! FREE $$$\n---\nGood morning {{ subscriber.first_name | default \"there\" "
                    + "}},\n\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "35-emoji-subject.md",
            "many pictures in a subject",
            Utf8(
                "---\ntitle: River 35\npreheader: What it did that night.\nsubject: 🔥🔥 The river 🚀\n"
                    + "---\nGood morning {{ subscriber.first_name | default \"there\" }},\n\nThe river left "
                    + "its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "37-tiny.md",
            "nothing but an image",
            Utf8("---\ntitle: River 37\npreheader: What it did.\n---\n![All is in this picture](pics/map.png)\n")
        ),
        (
            "38-subject-code.md",
            "placeholders in title, subject and preheader",
            Utf8(
                "---\ntitle: \"For {{ subscriber.first_name }}\"\nsubject: \"{{ subscriber.first_name "
                    + "}}, hello\"\npreheader: \"To {{ subscriber.first_name }}\"\n---\nText.\n"
            )
        ),
        (
            "40-write-here.md",
            "the words that issue new wrote",
            Utf8(
                "---\ntitle: River 40\npreheader: What it did that night.\nstatus: ready\n---\nGood "
                    + "morning {{ subscriber.first_name | default \"there\" }},\n\nwrite here.\n\nThe river "
                    + "left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "41-link-preview.md",
            "links from a preview, to a file, to a draft",
            Utf8(
                "---\ntitle: River 41\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n[a](http://localhost:8080/archive/x) "
                    + "[b](https://example.org/unsubscribe) "
                    + "[c](file:///C:/x) [d](https://docs.google.com/document/d/1/edit)\n\nThe river left "
                    + "its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "43-h1-in-body.md",
            "the title again, a skipped level, a heading without a space",
            Utf8(
                "---\ntitle: River 43\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n# River 43\n\n#### Deep\n\n#NoSpace\n\nThe river left "
                    + "its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "44-indent-code.md",
            "a paragraph that begins with four spaces",
            Utf8(
                "---\ntitle: River 44\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n    This was indented.\n\nThe river left its bed in the "
                    + "night, and nobody heard it go.\n"
            )
        ),
        (
            "46-status-published.md",
            "a status that does not exist",
            Utf8(
                "---\ntitle: River 46\npreheader: What it did that night.\nstatus: published\n---\n"
                    + "Good morning {{ subscriber.first_name | default \"there\" }},\n\nThe river left its "
                    + "bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "47-audience-typo.md",
            "an audience that does not exist",
            Utf8(
                "---\ntitle: River 47\npreheader: What it did that night.\naudience: payed\ndate: "
                    + "2026-11-30\nstatus: ready\n---\nGood morning {{ subscriber.first_name | default \"there\" "
                    + "}},\n\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        ("49-fm-missing.md", "no front matter", Utf8("# River 49\n\nText.\n")),
        ("50-fm-end.md", "front matter without an end", Utf8("---\ntitle: River 50\n\nText.\n")),
        (
            "52-footnote-missing.md",
            "footnotes that do not fit the text",
            Utf8(
                "---\ntitle: River 52\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nOne[^1] and two[^2].\n\n[^1]: A note.\n\n[^3]: Unused.\n"
                    + "\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "53-table-broken.md",
            "tables that do not fit",
            Utf8(
                "---\ntitle: River 53\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n| a | b |\n| 1 | 2 |\n\n| c | d |\n|---|---|\n| 1 | 2 "
                    + "| 3 |\n\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "55-remote-img.md",
            "images from elsewhere",
            Utf8(
                "---\ntitle: River 55\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\nText ![one](https://example.org/a.png) "
                    + "![two](http://example.org/a.png) "
                    + "![three](data:image/png;base64,AAAA)\n\nThe river left its bed in the night, and "
                    + "nobody heard it go.\n"
            )
        ),
        (
            "56-base64.md",
            "an image written into the text",
            Encoding.UTF8.GetBytes(
                $"---\ntitle: River 56\n---\n![z](data:image/png;base64,{new string('A', 300_000)})\n"
            )
        ),
        (
            "58-same-date.md",
            "two issues on one day",
            Utf8(
                "---\ntitle: River 58\npreheader: What it did that night.\ndate: 2026-12-07\nstatus: "
                    + "ready\n---\nGood morning {{ subscriber.first_name | default \"there\" }},\n\nThe "
                    + "river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "58-same-date-too.md",
            "(the other of the two)",
            Utf8(
                "---\ntitle: River 58 again\npreheader: What it did that night.\ndate: 2026-12-07\n"
                    + "status: ready\n---\nGood morning {{ subscriber.first_name | default \"there\" }},\n"
                    + "\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "59-reader-data.md",
            "an address that tells who reads",
            Utf8(
                "---\ntitle: River 59\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n[the survey](https://example.org/?e={{ subscriber.email "
                    + "}})\n\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        ("61-latin1.md", "another encoding", Encoding.Latin1.GetBytes("---\ntitle: Ein Café\n---\nText.\n")),
        (
            "62-utf16.md",
            "another encoding",
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("---\ntitle: Ein Café\n---\nText.\n")]
        ),
        (
            "64-wrong-name.md",
            "the name of one reader",
            Utf8(
                "---\ntitle: River 64\npreheader: What it did that night.\n---\nGood morning Ana,\n"
                    + "\nThe river left its bed in the night, and nobody heard it go.\n"
            )
        ),
        (
            "65-hidden-comment.md",
            "a note without an end",
            Utf8(
                "---\ntitle: River 65\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n<!-- a note to myself\n\nThe river left its bed in the "
                    + "night, and nobody heard it go.\n"
            )
        ),
        (
            "67-status-if-payers.md",
            "a comparison that is never true",
            Utf8(
                "---\ntitle: River 67\npreheader: What it did that night.\n---\nGood morning {{ subscriber.first_name "
                    + "| default \"there\" }},\n\n{{ if subscriber.status == \"paid\" }}\nThank you for "
                    + "paying.\n\n{{ end }}\n\nThe river left its bed in the night, and nobody heard it "
                    + "go.\n"
            )
        ),
        (
            "68-preheader-eq-title.md",
            "a preheader that repeats the title",
            Utf8("---\ntitle: River 68\npreheader: River 68\n---\nText.\n")
        ),
        (
            "70 My issue.md",
            "blanks in the name of the file",
            Utf8(
                "---\ntitle: River 70 My issue\npreheader: What it did that night.\n---\nGood morning "
                    + "{{ subscriber.first_name | default \"there\" }},\n\nThe river left its bed in the "
                    + "night, and nobody heard it go.\n"
            )
        ),
    ];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
